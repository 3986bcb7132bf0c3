import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** One article of an NDJSON file. */
export interface Line {
  /** The number of the line in the file, starting at 1. */
  readonly number: number;
  readonly text: string;
}

/**
 * Yields the lines of a file one by one. Lines that were put back come first. It outlives the
 * requests that read from it.
 */
export class LineSource {
  readonly #lines: AsyncIterator<Line>;
  readonly #isKnown: (line: Line) => boolean;
  readonly #again: Line[] = [];

  /** @param isKnown returns which lines to skip. */
  constructor(file: string, isKnown: (line: Line) => boolean) {
    this.#lines = linesIn(file);
    this.#isKnown = isKnown;
  }

  #isAtEnd = false;

  /** Whether the whole file has been read. */
  get isAtEnd(): boolean {
    return this.#isAtEnd;
  }

  /** Whether there are lines that were put back and not read again. */
  get hasAgain(): boolean {
    return this.#again.length > 0;
  }

  async next(): Promise<Line | undefined> {
    const again = this.#again.shift();
    if (again) return again;
    for (;;) {
      const { done, value } = await this.#lines.next();
      if (done) break;
      if (!this.#isKnown(value)) return value;
    }
    this.#isAtEnd = true;
    return undefined;
  }

  putBack(lines: Iterable<Line>): void {
    this.#again.push(...lines);
    this.#again.sort((one, other) => one.number - other.number);
  }

  takeAgain(): readonly Line[] {
    return this.#again.splice(0);
  }
}

export async function countLines(file: string): Promise<number> {
  let count = 0;
  for await (const _line of linesIn(file)) count++;
  return count;
}

async function* linesIn(file: string): AsyncGenerator<Line, void, undefined> {
  const input = file === '-' ? process.stdin : createReadStream(file);
  let number = 0;
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (text.trim() !== '') yield { number, text };
  }
}

/**
 * Adds the source to a JSON object that names none. A line that is not JSON is sent unchanged, and
 * the API refuses it.
 */
export function withSource(text: string, source: string | undefined): string {
  if (source === undefined) return text;
  try {
    const article: unknown = JSON.parse(text);
    return typeof article === 'object' && article !== null && !('source' in article)
      ? JSON.stringify({ ...article, source })
      : text;
  } catch {
    return text;
  }
}
