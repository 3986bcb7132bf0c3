import type { MentionContext } from '../mention-context.ts';
import { COMPANY_ENDING } from '../name-kind.ts';
import type { Observation, Signal } from '../signal.ts';
import { wordsOf } from '../words.ts';

/** Of a list `甲、乙、丙` the company it stands in: companies, common nouns or places. */
export const neighbours: Signal = {
  name: 'neighbours',
  read({ mention: { before, after }, names }: MentionContext): readonly Observation[] {
    const items = [...itemsBefore(before), ...itemsAfter(after)];
    if (items.length === 0) return [];
    const classes = items.map((item) => classOf(item, names));
    return (['company', 'common', 'place'] as const).flatMap((what) => {
      const share = classes.filter((found) => found === what).length / classes.length;
      if (share === 0) return [];
      const detail = `in a list with ${items.filter((_, index) => classes[index] === what).join('、')}`;
      return [{ feature: `list-of-${what}`, value: share, detail }];
    });
  },
};

const LONGEST_ITEM = 12;
const MOST_ITEMS = 3;

// Of the first item of a list the words before it are a part, and of the last those behind: only inner items are looked at, and the nearest.
function itemsBefore(before: string): readonly string[] {
  if (!before.endsWith('、')) return [];
  return lastOnes(before.slice(0, -1).split(/[、，。；：:“”（）()]/)).filter(isItem);
}

function itemsAfter(after: string): readonly string[] {
  if (!after.startsWith('、')) return [];
  return after
    .slice(1)
    .split(/[、，。；：“”（）()]|等/)
    .slice(0, MOST_ITEMS)
    .filter(isItem);
}

function lastOnes(items: readonly string[]): readonly string[] {
  return items.slice(-MOST_ITEMS);
}

function isItem(item: string): boolean {
  return item.length >= 2 && item.length <= LONGEST_ITEM;
}

/** ICTCLAS tags of what is no name. */
const COMMON_WORD = /^(?:n|vn|v|a|b|l|i|an|ad|j|d|m|q|s|f|eng)$/;

function classOf(item: string, names: ReadonlySet<string>): 'company' | 'common' | 'place' | 'unknown' {
  if (names.has(item)) return 'company';
  const tags = wordsOf(item).map(({ tag }) => tag);
  if (tags.every((tag) => /^ns/.test(tag))) return 'place';
  if (tags.some((tag) => /^(?:nt|nz)/.test(tag))) return 'company';
  if (tags.every((tag) => COMMON_WORD.test(tag))) return 'common';
  return COMPANY_ENDING.test(item) || tags.some((tag) => /^nr/.test(tag)) ? 'company' : 'unknown';
}
