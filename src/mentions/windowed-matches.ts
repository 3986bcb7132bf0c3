import type { Steps } from '../async/steps.ts';

/** How a long text is read: in windows of so many characters. */
export interface Windows {
  /** How many characters a window has. */
  readonly size: number;
  /** How many characters a look-behind of the pattern may see. */
  readonly before: number;
  /** How many characters a match with its look-ahead may have. */
  readonly after: number;
}

/** Names, codes and what stands around them are far shorter than the margins. */
const WINDOWS: Windows = { size: 32_768, before: 64, after: 1024 };

/**
 * Hands each match of a pattern to `take`, in order, until that returns false, as `matchAll` on the whole text would find
 * them. It pauses between windows, because one call of a regular expression cannot be interrupted.
 *
 * @param pattern with the flag `g`.
 */
export function* windowedMatches(
  text: string,
  pattern: RegExp,
  take: (match: RegExpExecArray, index: number) => boolean,
  { size, before, after }: Windows = WINDOWS,
): Steps<void> {
  let from = 0;
  while (from < text.length) {
    const end = Math.min(text.length, from + size);
    const offset = Math.max(0, from - before);
    const window = text.slice(offset, end + after);
    pattern.lastIndex = from - offset;
    from = end;
    for (let match = pattern.exec(window); match; match = pattern.exec(window)) {
      const index = offset + match.index;
      if (index >= end) break;
      if (!take(match, index)) return;
      if (match[0] === '') pattern.lastIndex++;
      from = Math.max(from, index + match[0].length);
    }
    yield;
  }
}
