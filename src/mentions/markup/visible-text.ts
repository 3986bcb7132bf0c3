import { allAtOnce, type Steps } from '../../async/steps.ts';

/** How many pieces are joined between two pauses. */
const BATCH = 4096;

/**
 * The text that a reader sees. It is collected piece by piece while the markup is read, and each of
 * its offsets maps back to the source. A line feed separates paragraphs, so that nothing matches
 * across them.
 */
export class VisibleText {
  readonly #source: string;
  // Parallel arrays with one entry a piece: where it starts in the text, and where it starts and
  // ends in the source.
  readonly #textStarts: number[] = [];
  readonly #sourceStarts: number[] = [];
  readonly #sourceEnds: number[] = [];
  /**
   * The text of pieces that are not a slice of the source: a decoded entity or the end of a
   * paragraph.
   */
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

  /** @param written what the reader sees, if it differs from the source. */
  append(sourceStart: number, sourceEnd: number, written?: string): void {
    this.#textStarts.push(this.#length);
    this.#sourceStarts.push(sourceStart);
    this.#sourceEnds.push(sourceEnd);
    this.#written.push(written);
    this.#length += written === undefined ? sourceEnd - sourceStart : written.length;
    this.#atBreak = false;
  }

  /** Ends a paragraph. Two ends in a row count as one. */
  breakParagraph(): void {
    if (this.#atBreak) return;
    this.append(0, 0, '\n');
    this.#atBreak = true;
  }

  /** Returns the text between two offsets. It visits only the pieces in between. */
  slice(from: number, to: number): string {
    const end = Math.min(to, this.#length);
    if (end <= from) return '';
    let piece = this.#pieceAt(from);
    const start = at(this.#textStarts, piece);
    let text = '';
    while (start + text.length < end) text += this.#textOf(piece++);
    return text.slice(from - start, end - start);
  }

  /** Returns the whole text. It is joined at the first call after the last piece. */
  toString(): string {
    return allAtOnce(this.joined());
  }

  /** Like {@link toString}, with pauses. */
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

  /** The source offset where the character at `offset` starts. */
  sourceStart(offset: number): number {
    const piece = this.#pieceAt(offset);
    const start = at(this.#sourceStarts, piece);
    return this.#written[piece] !== undefined ? start : start + offset - at(this.#textStarts, piece);
  }

  /** The source offset where the character before `offset` ends. */
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

  /** The piece that contains the character at `offset`. */
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
