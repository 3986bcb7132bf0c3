import type { MentionContext, Observation, Signal } from '../mention-context.ts';

/**
 * Whether the name starts and ends where words do. A linker that searches substrings cuts `新产业` out
 * of `协同创|新产业|旗舰`. A name inside a longer word may still be the company, if its full name is
 * longer: `中国|民生银行`.
 */
export const wordBoundary: Signal = {
  name: 'word-boundary',
  read({ words, nameStart, nameEnd, mention: { text } }: MentionContext): readonly Observation[] {
    for (const { word, start } of words) {
      const end = start + word.length;
      const holdsStart = start < nameStart && nameStart < end;
      const holdsEnd = start < nameEnd && nameEnd < end;
      if (!holdsStart && !holdsEnd) continue;
      if (start <= nameStart && nameEnd <= end) return [longerWord(word, nameStart - start, text)];
      return [straddled(word, holdsStart, text, holdsEnd ? word.slice(nameEnd - start) : '')];
    }
    return [seen('aligned', `${text} begins and ends at word boundaries`)];
  },
};

const COUNTRY = /^(?:中国|中华|全国)$/;
const COMPANY_HEAD = /^(?:公司|集团|股份|证券|银行|汽车|科技|控股|网|商城|电器|能源|银行股份)/;

function longerWord(word: string, nameAt: number, text: string): Observation {
  const left = word.slice(0, nameAt);
  const right = word.slice(nameAt + text.length);
  const detail = `${text} lies within the word ${word}`;
  if (right === '') return seen(COUNTRY.test(left) ? 'longer-by-country' : 'longer-on-the-left', detail);
  return seen(
    left === '' && COMPANY_HEAD.test(right) ? 'longer-by-company-word' : 'longer-on-the-right',
    detail,
  );
}

function straddled(word: string, isLeft: boolean, text: string, outside: string): Observation {
  const detail = `an edge of ${text} lies inside the word ${word}`;
  if (isLeft) return seen('straddled-left', detail);
  return seen(COMPANY_HEAD.test(outside) ? 'straddled-by-company-word' : 'straddled-right', detail);
}

function seen(feature: string, detail: string): Observation {
  return { feature, value: 1, detail };
}
