/**
 * The text a reader sees, gathered piece by piece while the markup streams by, with the way back from any of its
 * offsets to the source. Paragraphs are parted by a line feed, so that nothing is read across them.
 */
export class VisibleText {
  // One entry a piece, in parallel arrays: it, where it begins in the text and in the source, and its length in the source.
  readonly #pieces: string[] = [];
  readonly #textStarts: number[] = [];
  readonly #sourceStarts: number[] = [];
  readonly #sourceLengths: number[] = [];
  #length = 0;
  #whole: string | undefined;
  #atBreak = true;

  get length(): number {
    return this.#length;
  }

  append(piece: string, sourceStart: number, sourceEnd: number): void {
    this.#pieces.push(piece);
    this.#textStarts.push(this.#length);
    this.#sourceStarts.push(sourceStart);
    this.#sourceLengths.push(sourceEnd - sourceStart);
    this.#length += piece.length;
    this.#atBreak = false;
  }

  /** Ends a paragraph; two ends in a row are one. */
  breakParagraph(): void {
    if (this.#atBreak) return;
    this.append('\n', 0, 0);
    this.#atBreak = true;
  }

  /** The text between two offsets: only the pieces in it are looked at. */
  slice(from: number, to: number): string {
    const end = Math.min(to, this.#length);
    if (end <= from) return '';
    let piece = this.#pieceAt(from);
    const start = at(this.#textStarts, piece);
    let text = '';
    while (start + text.length < end) text += this.#pieces[piece++] ?? '';
    return text.slice(from - start, end - start);
  }

  /** All of it, put together at the first call after the last piece. */
  toString(): string {
    if (this.#whole?.length !== this.#length) this.#whole = this.#pieces.join('');
    return this.#whole;
  }

  /** The source offset at which the character at `offset` begins. */
  sourceStart(offset: number): number {
    const piece = this.#pieceAt(offset);
    const start = at(this.#sourceStarts, piece);
    return this.#isLiteral(piece) ? start + offset - at(this.#textStarts, piece) : start;
  }

  /** The source offset at which the character before `offset` ends. */
  sourceEnd(offset: number): number {
    const piece = this.#pieceAt(offset - 1);
    const start = at(this.#sourceStarts, piece);
    return (
      start + (this.#isLiteral(piece) ? offset - at(this.#textStarts, piece) : at(this.#sourceLengths, piece))
    );
  }

  // A decoded entity is longer in the source than in the text, or one character in both.
  #isLiteral(piece: number): boolean {
    return this.#pieces[piece]?.length === this.#sourceLengths[piece];
  }

  /** The piece that the character at `offset` is in. */
  #pieceAt(offset: number): number {
    let low = 0;
    let high = this.#textStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (at(this.#textStarts, middle) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function at(list: readonly number[], index: number): number {
  return list[index] ?? 0;
}
