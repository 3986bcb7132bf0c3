/** A place in the feed, as Redis numbers the entries of a stream: milliseconds, a dash, and a number among those of that millisecond. */
export type Cursor = string;

/** Before the first entry. */
export const START: Cursor = '0-0';

// Fifteen digits are exact as a number.
const CURSOR = /^\d{1,15}-\d{1,15}$/;

export function isCursor(text: string): boolean {
  return CURSOR.test(text);
}

/** Below 0 where `first` is before `second`, 0 where they are the same place. */
export function compareCursors(first: Cursor, second: Cursor): number {
  const [milliseconds = 0, number = 0] = first.split('-').map(Number);
  const [otherMilliseconds = 0, otherNumber = 0] = second.split('-').map(Number);
  return milliseconds - otherMilliseconds || number - otherNumber;
}
