import type { Steps } from '../async/steps.ts';
import type { Ticker } from '../tickers/ticker.ts';
import type { Candidate } from './claimed-element.ts';
import type { Dialect } from './dialect.ts';
import { windowedMatches } from './windowed-matches.ts';

/** How much of the text on each side of a match a notation is shown. */
const AROUND = 24;

/** How far behind a name its own code may stand: `（A股代码：000625；深交所` and the like. */
const LARGEST_GAP = 40;

/** What parts a name from its own code: a bracket that is still open. */
const OPEN_BRACKET = /^[^\S\n]?[（(【[〔［][^（()）【】[\]〔〕［］\n]*$/;

/**
 * The tickers that the text itself spells, found in one pass for all dialects. What lies within an element that was
 * claimed already is left to it, and so is the code in brackets behind a name of the same ticker.
 *
 * @param found what elements claim, in the order of the text.
 * @param most how many are looked for.
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

/** The tickers that a notation reads in a match, in its order. */
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
    claim: { ticker, dialect: writer.name },
    textStart: index + start,
    textEnd: index + end,
  }));
}

/** What elements claim of the text; to be asked in the order of the text. */
class ClaimedText {
  readonly #found: readonly Candidate[];
  readonly #text: string;
  // Of all that begin before the place last asked for: how many, how far they reach, and where each ticker's last ends.
  #passed = 0;
  #reach = 0;
  readonly #ends = new Map<Ticker, number>();

  constructor(found: readonly Candidate[], text: string) {
    this.#found = found;
    this.#text = text;
  }

  /** Whether a claimed name overlaps the code, or the code stands in brackets just behind a name of its ticker. */
  includes({ claim, textStart, textEnd }: Candidate): boolean {
    this.#pass(textEnd);
    return this.#reach > textStart || this.#isBehindItsName(claim.ticker, textStart);
  }

  #pass(before: number): void {
    for (let next = this.#found[this.#passed]; next && next.textStart < before; ) {
      this.#reach = Math.max(this.#reach, next.textEnd);
      this.#ends.set(next.claim.ticker, next.textEnd);
      next = this.#found[++this.#passed];
    }
  }

  #isBehindItsName(ticker: Ticker, codeStart: number): boolean {
    const nameEnd = this.#ends.get(ticker);
    if (nameEnd === undefined || codeStart - nameEnd > LARGEST_GAP) return false;
    return OPEN_BRACKET.test(this.#text.slice(nameEnd, codeStart));
  }
}
