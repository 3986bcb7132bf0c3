/** In UTF-16 code units. Small enough for the young generation, and for one step of other work. */
const SLICE_LENGTH = 32_768;

/**
 * Yields a text in slices, so that work on a large one needs no second copy. No slice ends between
 * the halves of a surrogate pair.
 */
export function* slicesOf(text: string): Generator<string, void, undefined> {
  for (let start = 0, end = 0; start < text.length; start = end) {
    end = start + SLICE_LENGTH;
    while (isHighSurrogate(text.charCodeAt(end - 1))) end++;
    yield text.slice(start, end);
  }
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
