import type { MentionContext } from '../mention-context.ts';
import { COMPANY_ENDING } from '../name-kind.ts';
import type { Observation, Signal } from '../signal.ts';

const DETAILS = {
  word: 'is also an ordinary word',
  place: 'is also a place, or called after one',
  phrase: 'is made of common words',
  'place-compound': 'is made of a place and a common noun',
  distinct: 'means nothing else that is known',
} as const;

/**
 * What the name can mean by itself, whether it ends as companies' names do, and where it is listed: of words that name
 * a company at all, those of companies abroad are the known ones (`苹果`), and those at home seldom are (`老百姓`).
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
