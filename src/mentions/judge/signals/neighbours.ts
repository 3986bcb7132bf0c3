import type { MentionContext, Observation, Signal } from '../mention-context.ts';
import { COMPANY_ENDING, COMPANY_FORM } from '../name-kind.ts';
import { type Word, wordsOf } from '../words.ts';

/**
 * What the other items are in a list around the name, such as `甲、乙、丙`: companies, common nouns or
 * places.
 */
export const neighbours: Signal = {
  name: 'neighbours',
  read({ mention: { before, after }, names }: MentionContext): readonly Observation[] {
    const items = [...itemsBefore(before), ...itemsAfter(after, before.endsWith('、'))];
    const sum = summary(before, after);
    if (items.length === 0) return sum;
    const classes = items.map((item) => classOf(item, names));
    const lists = (['company', 'common', 'place'] as const).flatMap((what) => {
      const share = classes.filter((found) => found === what).length / classes.length;
      if (share === 0) return [];
      const detail = `in a list with ${items.filter((_, index) => classes[index] === what).join('、')}`;
      return [{ feature: `list-of-${what}`, value: share, detail }];
    });
    return [...lists, ...sum];
  },
};

/** The word that sums up a list: `甲、乙等药企`. */
function summary(before: string, after: string): readonly Observation[] {
  if (!before.endsWith('、') && !/^[、等]/.test(after)) return [];
  const sum = SUMMARY.exec(after)?.[1];
  if (sum === undefined) return [];
  const feature = COMPANIES.test(sum) ? 'list-of-firms' : 'list-of-others';
  return [{ feature, value: 1, detail: `in a list that ends in ${sum}` }];
}

// After 等, the word for all items is at the end of a short run of nouns.
const SUMMARY =
  /^(?:、[^，。；：]{0,24}?)?等(?:[0-9一二三四五六七八九十数多]+[多余]?[家只]?)?([^，。；：、]{1,8})/;
const COMPANIES = /股|公司|企|商(?![圈品业场标])|集团|机构|银行|龙头|巨头|品牌|平台|标的|厂|大行|投行/;

const MAX_ITEM_LENGTH = 12;
const MAX_ITEMS = 3;

// Other words of the sentence may stick to the first and last items of a list, so only the nearest
// inner items count.
function itemsBefore(before: string): readonly string[] {
  if (!/、$|、[^，。；、]{2,12}[和及与]$/.test(before)) return [];
  return lastOnes(before.slice(0, -1).split(/[、，。；：:“”（）()]/)).filter(isItem);
}

function itemsAfter(after: string, isListed: boolean): readonly string[] {
  if (!after.startsWith('、') && !(isListed && /^[和及与]/.test(after))) return [];
  return after
    .slice(1)
    .split(/[、，。；：“”（）()]|等/)
    .slice(0, MAX_ITEMS)
    .filter(isItem);
}

function lastOnes(items: readonly string[]): readonly string[] {
  return items.slice(-MAX_ITEMS);
}

function isItem(item: string): boolean {
  return item.length >= 2 && item.length <= MAX_ITEM_LENGTH;
}

/** ICTCLAS tags of words that are not names. */
const COMMON_WORD = /^(?:n|vn|v|a|b|l|i|an|ad|j|d|m|q|s|f|eng)$/;

function classOf(item: string, names: ReadonlySet<string>): 'company' | 'common' | 'place' | 'unknown' {
  if (names.has(item)) return 'company';
  const words = wordsOf(item);
  const tags = words.map(({ tag }) => tag);
  if (tags.every((tag) => /^ns/.test(tag))) return 'place';
  if (tags.some((tag) => /^(?:nt|nz)/.test(tag))) return 'company';
  if (fallsApart(item, words) || (item.length <= MAX_NAME_LENGTH && COMPANY_FORM.test(item)))
    return 'company';
  if (tags.every((tag) => COMMON_WORD.test(tag))) return 'common';
  return COMPANY_ENDING.test(item) || tags.some((tag) => /^nr/.test(tag)) ? 'company' : 'unknown';
}

const MAX_NAME_LENGTH = 6;

/** Whether a short item splits into single characters, because no dictionary knows it: `大|参|林`. */
function fallsApart(item: string, words: readonly Word[]): boolean {
  return item.length < MAX_NAME_LENGTH && words.filter(isFragment).length >= 2;
}

function isFragment({ word, tag }: Word): boolean {
  return word.length === 1 && !/^[xmudcp]/.test(tag);
}
