import type { MentionContext } from '../mention-context.ts';
import type { Observation, Signal } from '../signal.ts';

/** Whether the article's title names it: an article about a company says so, but one about robots does too. */
export const title: Signal = {
  name: 'title',
  read({ title: heading, mention: { text } }: MentionContext): readonly Observation[] {
    if (heading === '' || !heading.includes(text)) return [];
    return [{ feature: 'in-title', value: 1, detail: `the title names ${text}` }];
  },
};
