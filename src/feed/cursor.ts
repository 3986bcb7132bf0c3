/**
 * A position in the feed, as Redis numbers the entries of a stream: milliseconds, a dash, and a
 * counter within that millisecond.
 */
export type Cursor = string;

/** Before the first entry. */
export const START: Cursor = '0-0';

// A number represents fifteen digits exactly.
const CURSOR = /^\d{1,15}-\d{1,15}$/;

export function isCursor(text: string): boolean {
  return CURSOR.test(text);
}

/** Returns a number below 0 if `first` is before `second`, and 0 if they are equal. */
export function compareCursors(first: Cursor, second: Cursor): number {
  const [milliseconds = 0, number = 0] = first.split('-').map(Number);
  const [otherMilliseconds = 0, otherNumber = 0] = second.split('-').map(Number);
  return milliseconds - otherMilliseconds || number - otherNumber;
}
