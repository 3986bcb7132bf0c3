import type { Steps } from '../async/steps.ts';
import type { Ticker } from '../tickers/ticker.ts';
import type { Candidate } from './claimed-element.ts';
import type { Mention } from './mention.ts';
import type { VisibleText } from './visible-text.ts';
import { windowedMatches } from './windowed-matches.ts';

/** How mentions without markup of their own are called in a result. */
export const REPEAT = 'name';

/** Articles name few companies; in hostile ones no more are looked for. */
const MAX_NAMES = 100;

/** Names of one character stand in other words, and codes and symbols in numbers, addresses and other symbols. */
const IS_CODE = /^(?:s[hz]|bj|hk)?[0-9０-９.．A-Z]+$/;
const MIN_NAME_LENGTH = 2;

interface NamedCompany {
  readonly ticker: Ticker;
  /** Where its first mention ends in the source. */
  readonly from: number;
}

/**
 * Where the names of the companies stand behind their first mention, outside of what was found already.
 *
 * @param most how many are looked for.
 */
export function* repeatCandidates(
  companies: readonly Pick<Mention, 'ticker' | 'text' | 'end'>[],
  found: readonly Candidate[],
  visible: VisibleText,
  most: number,
): Steps<readonly Candidate[]> {
  const names = byName(companies);
  if (names.size === 0 || most <= 0) return [];
  const candidates: Candidate[] = [];
  const isFree = freePlaces(found);
  const text = yield* visible.joined();
  yield* windowedMatches(text, patternOf([...names.keys()]), ({ 0: name }, index) => {
    const company = names.get(name);
    const textEnd = index + name.length;
    if (company && isFree(index, textEnd) && visible.sourceStart(index) >= company.from)
      candidates.push({ claim: { ticker: company.ticker, dialect: REPEAT }, textStart: index, textEnd });
    return candidates.length < most;
  });
  return candidates;
}

function byName(
  companies: readonly Pick<Mention, 'ticker' | 'text' | 'end'>[],
): ReadonlyMap<string, NamedCompany> {
  const names = new Map<string, NamedCompany>();
  for (const { ticker, text: name, end } of companies) {
    if (name.length >= MIN_NAME_LENGTH && !IS_CODE.test(name) && !names.has(name))
      names.set(name, { ticker, from: end });
    if (names.size === MAX_NAMES) break;
  }
  return names;
}

/** Whether nothing was found between two offsets; to be asked in the order of the text, as `found` is. */
function freePlaces(found: readonly Candidate[]): (start: number, end: number) => boolean {
  let next = 0;
  return (start, end) => {
    while (next < found.length && (found[next]?.textEnd ?? 0) <= start) next++;
    return (found[next]?.textStart ?? Number.POSITIVE_INFINITY) >= end;
  };
}

// Of two names that begin alike the longer is tried first.
function patternOf(names: readonly string[]): RegExp {
  const sources = [...names]
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  // A Latin name is a word of its own: Meta does not stand in Metaphor.
  return new RegExp(
    `(?<![A-Za-z0-9](?=[A-Za-z0-9]))(?:${sources.join('|')})(?!(?<=[A-Za-z0-9])[A-Za-z0-9])`,
    'g',
  );
}
