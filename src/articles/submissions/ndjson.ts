import { AppError } from '../../errors.ts';

/** Media types of JSON lines. None of them is registered. */
export const LINE_TYPES: readonly string[] = [
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
  'application/x-jsonl',
  'application/jsonlines',
  'application/x-jsonlines',
  'text/x-ndjson',
];

/**
 * A line of NDJSON: its number, counted from 1, and its bytes without the line feed, or null if it
 * is too long.
 */
export interface Line {
  readonly line: number;
  readonly bytes: Uint8Array | null;
}

const LINE_FEED = 0x0a;

/** How many more bytes may be in blank lines than in other lines. */
const MAX_BLANK_BYTES = 1024 * 1024;

export interface LinesOptions {
  /** The maximum length of a line. */
  readonly maxBytes: number;
  /**
   * Receives, after each chunk, the number of bytes buffered of an unfinished line. If it throws,
   * reading ends.
   */
  readonly onBuffered?: (bytes: number) => void;
}

/**
 * Yields the lines of a byte stream that are not blank, in order. It holds at most `maxBytes` and
 * one chunk. A line that is too long is yielded at once, and its rest is skipped.
 *
 * @throws AppError `invalid_request` if blank lines have {@link MAX_BLANK_BYTES} more bytes than
 * other lines.
 */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  { maxBytes, onBuffered }: LinesOptions,
): AsyncGenerator<Line, void, undefined> {
  const reader = new LineReader(maxBytes);
  for await (const chunk of chunks) {
    yield* reader.read(chunk);
    onBuffered?.(reader.buffered);
  }
  yield* reader.end();
}

class LineReader {
  readonly #parts: LineParts;
  #line = 1;
  #blankBytes = 0;
  #otherBytes = 0;

  constructor(maxBytes: number) {
    this.#parts = new LineParts(maxBytes);
  }

  /** How many bytes of an unfinished line are buffered. */
  get buffered(): number {
    return this.#parts.length;
  }

  *read(chunk: Uint8Array): Generator<Line, void, undefined> {
    for (let from = 0; from < chunk.length; ) {
      if (this.#parts.isEmpty) from = this.#skipBlank(chunk, from);
      const feed = chunk.indexOf(LINE_FEED, from);
      const end = feed === -1 ? chunk.length : feed;
      this.#otherBytes += end - from;
      if (this.#parts.add(chunk.subarray(from, end))) yield { line: this.#line, bytes: null };
      if (feed === -1) return;
      yield* this.end();
      this.#line++;
      from = feed + 1;
    }
  }

  /** Yields the line read so far, unless it is blank. */
  *end(): Generator<Line, void, undefined> {
    const bytes = this.#parts.take();
    if (bytes && !isBlank(bytes)) yield { line: this.#line, bytes };
  }

  #skipBlank(chunk: Uint8Array, from: number): number {
    const { lines, end } = blankLinesAt(chunk, from);
    this.#line += lines;
    this.#blankBytes += end - from;
    if (this.#blankBytes - this.#otherBytes > MAX_BLANK_BYTES) throw tooBlank();
    return end;
  }
}

/**
 * Counts the blank lines at an index, and returns where they end. A chunk may have thousands of
 * them, so this is one loop over its bytes.
 */
function blankLinesAt(chunk: Uint8Array, from: number): { readonly lines: number; readonly end: number } {
  let lines = 0;
  let end = from;
  for (let at = from; at < chunk.length; at++) {
    if (chunk[at] === LINE_FEED) {
      lines++;
      end = at + 1;
    } else if (!isBlankByte(chunk[at])) break;
  }
  return { lines, end };
}

function tooBlank(): AppError {
  return new AppError('invalid_request', `The body has more than ${MAX_BLANK_BYTES} bytes of blank lines`);
}

/** The parts of the current line. */
class LineParts {
  readonly #maxBytes: number;
  #parts: Uint8Array[] = [];
  #length = 0;
  #isTooLong = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Whether the line has no bytes yet. */
  get isEmpty(): boolean {
    return this.#length === 0;
  }

  /** How many bytes are buffered. */
  get length(): number {
    return this.#isTooLong ? 0 : this.#length;
  }

  /** Adds a part and returns whether the line is too long because of it. */
  add(part: Uint8Array): boolean {
    if (this.#isTooLong || part.length === 0) return false;
    this.#length += part.length;
    this.#isTooLong = this.#length > this.#maxBytes;
    if (this.#isTooLong) this.#parts = [];
    else this.#parts.push(part);
    return this.#isTooLong;
  }

  /** Returns the line unless it is too long, and starts the next one. */
  take(): Uint8Array | undefined {
    const [first = new Uint8Array(), ...rest] = this.#parts;
    const bytes = rest.length === 0 ? first : Buffer.concat(this.#parts);
    const isTooLong = this.#isTooLong;
    this.#parts = [];
    this.#length = 0;
    this.#isTooLong = false;
    return isTooLong ? undefined : bytes;
  }
}

/** JSON's white space only (RFC 8259, 2). */
function isBlank(bytes: Uint8Array): boolean {
  return bytes.every(isBlankByte);
}

function isBlankByte(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d;
}
