import type { Steps } from '../../async/steps.ts';
import type { Ticker } from '../../tickers/ticker.ts';
import type { Dialect } from '../dialect.ts';
import type { Candidate } from './element-candidates.ts';
import { windowedMatches } from './windowed-matches.ts';

/** How much text on each side of a match a notation receives. */
const AROUND = 24;

/** The largest distance between a name and its own code, as in `（A股代码：000625；深交所`. */
const LARGEST_GAP = 40;

/** What separates a name from its own code: a bracket that is still open. */
const OPEN_BRACKET = /^[^\S\n]?[（(【[〔［][^（()）【】[\]〔〕［］\n]*$/;

/**
 * Returns the tickers that the text spells, found in one pass for all dialects. It skips codes
 * inside claimed elements, and codes in brackets after a name of the same ticker.
 *
 * @param found the candidates in elements, in text order.
 * @param most how many to find.
 */
export function* notationCandidates(
  text: string,
  dialects: readonly Dialect[],
  found: readonly Candidate[],
  most: number,
): Steps<readonly Candidate[]> {
  const writers = dialects.filter(({ notation }) => notation !== undefined);
  if (writers.length === 0) return [];
  const claimed = new ClaimedText(found, text);
  const candidates: Candidate[] = [];
  yield* windowedMatches(text, patternOf(dialects, writers), (match, index) => {
    for (const candidate of spelledIn(match, index, text, writers)) {
      if (!claimed.includes(candidate)) candidates.push(candidate);
    }
    return candidates.length < most;
  });
  return candidates;
}

const compiled = new WeakMap<readonly Dialect[], RegExp>();

function patternOf(dialects: readonly Dialect[], writers: readonly Dialect[]): RegExp {
  const known = compiled.get(dialects);
  if (known) return known;
  const pattern = new RegExp(writers.map(({ notation }) => `(${notation?.pattern})`).join('|'), 'g');
  compiled.set(dialects, pattern);
  return pattern;
}

/** Returns the tickers that a notation reads in a match, in text order. */
function spelledIn(
  match: RegExpExecArray,
  index: number,
  text: string,
  writers: readonly Dialect[],
): readonly Candidate[] {
  const writer = writers[match.slice(1).findIndex((group) => group !== undefined)];
  if (!writer?.notation) return [];
  const matchEnd = index + match[0].length;
  const before = text.slice(Math.max(0, index - AROUND), index);
  const after = text.slice(matchEnd, matchEnd + AROUND);
  return writer.notation.read(match[0], before, after).map(({ ticker, start, end }) => ({
    ticker,
    dialect: writer.name,
    textStart: index + start,
    textEnd: index + end,
  }));
}

/** The text that elements claim. Ask about places in text order. */
class ClaimedText {
  readonly #found: readonly Candidate[];
  readonly #text: string;
  // About the candidates that start before the last place: their number, how far they reach, and
  // where each ticker's last one ends.
  #passed = 0;
  #reach = 0;
  readonly #ends = new Map<Ticker, number>();

  constructor(found: readonly Candidate[], text: string) {
    this.#found = found;
    this.#text = text;
  }

  /**
   * Whether a claimed name overlaps the code, or the code is in brackets right after a name of its
   * ticker.
   */
  includes({ ticker, textStart, textEnd }: Candidate): boolean {
    this.#pass(textEnd);
    return this.#reach > textStart || this.#followsItsName(ticker, textStart);
  }

  #pass(before: number): void {
    for (let next = this.#found[this.#passed]; next && next.textStart < before; ) {
      this.#reach = Math.max(this.#reach, next.textEnd);
      this.#ends.set(next.ticker, next.textEnd);
      next = this.#found[++this.#passed];
    }
  }

  #followsItsName(ticker: Ticker, codeStart: number): boolean {
    const nameEnd = this.#ends.get(ticker);
    if (nameEnd === undefined || codeStart - nameEnd > LARGEST_GAP) return false;
    return OPEN_BRACKET.test(this.#text.slice(nameEnd, codeStart));
  }
}
