/** What JSON lines are called; none of the names is registered. */
export const LINE_TYPES: readonly string[] = [
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
  'application/x-jsonl',
  'application/jsonlines',
  'application/x-jsonlines',
  'text/x-ndjson',
];

/** A line of NDJSON: its number, counted from 1, and its bytes without the line feed; null where there are too many of them. */
export interface Line {
  readonly line: number;
  readonly bytes: Uint8Array | null;
}

const LINE_FEED = 0x0a;

/**
 * The lines of a stream of bytes that are not blank, in order. No more than `maxBytes` and a chunk are held at a time: of
 * a longer line it is told that it is too long as soon as it is, and the rest of it is passed over.
 */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Line, void, undefined> {
  let line = 1;
  const parts = new LineParts(maxBytes);
  for await (const chunk of chunks) {
    for (const { part, isLast } of piecesOf(chunk)) {
      if (parts.add(part)) yield { line, bytes: null };
      if (!isLast) continue;
      yield* unlessBlank(line, parts.take());
      line++;
    }
  }
  yield* unlessBlank(line, parts.take());
}

/** The parts of lines that a chunk holds, and whether each is the last of its line. */
function* piecesOf(chunk: Uint8Array): Generator<{ readonly part: Uint8Array; readonly isLast: boolean }> {
  let from = 0;
  for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, from)) {
    yield { part: chunk.subarray(from, end), isLast: true };
    from = end + 1;
  }
  yield { part: chunk.subarray(from), isLast: false };
}

function unlessBlank(line: number, bytes: Uint8Array | undefined): readonly Line[] {
  return bytes === undefined || isBlank(bytes) ? [] : [{ line, bytes }];
}

/** What has come of a line so far. */
class LineParts {
  readonly #maxBytes: number;
  #parts: Uint8Array[] = [];
  #length = 0;
  #isTooLong = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Whether the line is too long since this part came. */
  add(part: Uint8Array): boolean {
    if (this.#isTooLong || part.length === 0) return false;
    this.#length += part.length;
    this.#isTooLong = this.#length > this.#maxBytes;
    if (this.#isTooLong) this.#parts = [];
    else this.#parts.push(part);
    return this.#isTooLong;
  }

  /** The line, unless it was too long; then the next begins. */
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
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}
