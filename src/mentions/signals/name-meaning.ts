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

/** What the name can mean by itself, and whether it ends as companies' names do. */
export const nameMeaning: Signal = {
  name: 'name-meaning',
  read({ kind, mention: { text } }: MentionContext): readonly Observation[] {
    const meaning = { feature: `name-${kind}`, value: 1, detail: `${text} ${DETAILS[kind]}` };
    if (!COMPANY_ENDING.test(text)) return [meaning];
    return [meaning, { feature: 'company-ending', value: 1, detail: `${text} ends as companies' names do` }];
  },
};
