import { allAtOnce, type Steps } from '../async/steps.ts';

/** How many pieces are put together between two pauses. */
const BATCH = 4096;

/**
 * The text a reader sees, noted piece by piece while the markup streams by, with the way back from any of its offsets to
 * the source. Paragraphs are parted by a line feed, so that nothing is read across them.
 */
export class VisibleText {
  readonly #source: string;
  // One entry a piece, in parallel arrays: where it begins in the text, in the source, and where it ends in the source.
  readonly #textStarts: number[] = [];
  readonly #sourceStarts: number[] = [];
  readonly #sourceEnds: number[] = [];
  /** What a piece says that is no slice of the source: what an entity stands for, or the end of a paragraph. */
  readonly #written: (string | undefined)[] = [];
  #length = 0;
  #whole: string | undefined;
  #atBreak = true;

  constructor(source: string) {
    this.#source = source;
  }

  get length(): number {
    return this.#length;
  }

  /** @param written what the reader sees for this stretch of the source, if that is not the stretch itself. */
  append(sourceStart: number, sourceEnd: number, written?: string): void {
    this.#textStarts.push(this.#length);
    this.#sourceStarts.push(sourceStart);
    this.#sourceEnds.push(sourceEnd);
    this.#written.push(written);
    this.#length += written === undefined ? sourceEnd - sourceStart : written.length;
    this.#atBreak = false;
  }

  /** Ends a paragraph; two ends in a row are one. */
  breakParagraph(): void {
    if (this.#atBreak) return;
    this.append(0, 0, '\n');
    this.#atBreak = true;
  }

  /** The text between two offsets: only the pieces in it are looked at. */
  slice(from: number, to: number): string {
    const end = Math.min(to, this.#length);
    if (end <= from) return '';
    let piece = this.#pieceAt(from);
    const start = at(this.#textStarts, piece);
    let text = '';
    while (start + text.length < end) text += this.#textOf(piece++);
    return text.slice(from - start, end - start);
  }

  /** All of it, put together at the first call after the last piece. */
  toString(): string {
    return allAtOnce(this.joined());
  }

  /** As {@link toString}, with pauses. */
  *joined(): Steps<string> {
    if (this.#whole?.length !== this.#length) {
      let whole = '';
      for (let piece = 0; piece < this.#textStarts.length; piece++) {
        if (piece % BATCH === BATCH - 1) yield;
        whole += this.#textOf(piece);
      }
      this.#whole = whole;
    }
    return this.#whole ?? '';
  }

  /** The source offset at which the character at `offset` begins. */
  sourceStart(offset: number): number {
    const piece = this.#pieceAt(offset);
    const start = at(this.#sourceStarts, piece);
    return this.#written[piece] !== undefined ? start : start + offset - at(this.#textStarts, piece);
  }

  /** The source offset at which the character before `offset` ends. */
  sourceEnd(offset: number): number {
    const piece = this.#pieceAt(offset - 1);
    return this.#written[piece] !== undefined
      ? at(this.#sourceEnds, piece)
      : at(this.#sourceStarts, piece) + offset - at(this.#textStarts, piece);
  }

  #textOf(piece: number): string {
    return (
      this.#written[piece] ?? this.#source.slice(at(this.#sourceStarts, piece), at(this.#sourceEnds, piece))
    );
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
