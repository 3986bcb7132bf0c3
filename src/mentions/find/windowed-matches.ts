import type { Steps } from '../../async/steps.ts';

/** How a long text is divided into windows. */
export interface Windows {
  /** How many characters a window has. */
  readonly size: number;
  /** How many characters a look-behind of the pattern may see. */
  readonly before: number;
  /** How many characters a match with its look-ahead may have. */
  readonly after: number;
}

/** Names, codes and the text around them are much shorter than these margins. */
const WINDOWS: Windows = { size: 32_768, before: 64, after: 1024 };

/**
 * Passes each match of a pattern to `take`, in order, until it returns false. The matches are those
 * of `matchAll` on the whole text. It pauses between windows, because a call of a regular
 * expression cannot be interrupted.
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
