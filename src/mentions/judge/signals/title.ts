import type { MentionContext, Observation, Signal } from '../mention-context.ts';

/**
 * Whether the article's title contains the name. Titles about a company do, but so do titles about
 * robots.
 */
export const title: Signal = {
  name: 'title',
  read({ title: heading, mention: { text } }: MentionContext): readonly Observation[] {
    if (heading === '' || !heading.includes(text)) return [];
    return [{ feature: 'in-title', value: 1, detail: `the title names ${text}` }];
  },
};
