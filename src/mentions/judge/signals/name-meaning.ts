import type { MentionContext, Observation, Signal } from '../mention-context.ts';
import { COMPANY_ENDING } from '../name-kind.ts';

const DETAILS = {
  word: 'is also an ordinary word',
  place: 'is also a place, or called after one',
  phrase: 'is made of common words',
  'place-compound': 'is made of a place and a common noun',
  distinct: 'means nothing else that is known',
} as const;

/**
 * What the name can mean by itself, whether it has the ending of a company name, and where it is
 * listed. Ordinary words that name a company listed abroad usually mean it (`苹果`), those at home
 * rarely do (`老百姓`).
 */
export const nameMeaning: Signal = {
  name: 'name-meaning',
  read({ kind, mention: { text, ticker } }: MentionContext): readonly Observation[] {
    const listed = /^(?:us|hk)/.test(ticker) ? 'abroad' : 'home';
    const seen = [
      { feature: `name-${kind}`, value: 1, detail: `${text} ${DETAILS[kind]}` },
      {
        feature: `listed-${listed}`,
        value: 1,
        detail: `${text} ${DETAILS[kind]}, and is listed ${LISTED[listed]}`,
      },
    ];
    if (COMPANY_ENDING.test(text))
      seen.push({ feature: 'company-ending', value: 1, detail: `${text} ends as companies' names do` });
    return seen;
  },
};

const LISTED = { abroad: 'in Hong Kong or New York', home: 'on the mainland' } as const;
