import type { Steps } from '../../async/steps.ts';
import type { Ticker } from '../../tickers/ticker.ts';
import type { VisibleText } from '../markup/visible-text.ts';
import type { Mention } from '../mention.ts';
import type { Candidate } from './element-candidates.ts';
import { windowedMatches } from './windowed-matches.ts';

/** The `dialect` of mentions without markup of their own. */
const REPEAT = 'name';

/** Articles name few companies. In hostile ones we look for no more than this. */
const MAX_NAMES = 100;

/**
 * Skip names of one character, which occur in other words, and codes and symbols, which occur in
 * numbers and addresses.
 */
const IS_CODE = /^(?:s[hz]|bj|hk)?[0-9０-９.．A-Z]+$/;
const MIN_NAME_LENGTH = 2;

interface NamedCompany {
  readonly ticker: Ticker;
  /** Where its first mention ends in the source. */
  readonly from: number;
}

/**
 * Returns where the companies' names occur after their first mention, outside of `found`.
 *
 * @param most how many to find.
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
      candidates.push({ ticker: company.ticker, dialect: REPEAT, textStart: index, textEnd });
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

/**
 * Returns a test for whether nothing was found between two offsets. Ask in text order, the order of
 * `found`.
 */
function freePlaces(found: readonly Candidate[]): (start: number, end: number) => boolean {
  let next = 0;
  return (start, end) => {
    while (next < found.length && (found[next]?.textEnd ?? 0) <= start) next++;
    return (found[next]?.textStart ?? Number.POSITIVE_INFINITY) >= end;
  };
}

// Try longer names first, because one name may start with another.
function patternOf(names: readonly string[]): RegExp {
  const sources = [...names]
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  // A Latin name is a word of its own: Meta is not in Metaphor.
  return new RegExp(
    `(?<![A-Za-z0-9](?=[A-Za-z0-9]))(?:${sources.join('|')})(?!(?<=[A-Za-z0-9])[A-Za-z0-9])`,
    'g',
  );
}
