import type { MentionContext, Observation, Signal } from '../mention-context.ts';

/** Whether the article has already mentioned the company by the same name. */
export const namedBefore: Signal = {
  name: 'named-before',
  read({ mention: { dialect, text } }: MentionContext): readonly Observation[] {
    return dialect === 'name'
      ? [{ feature: 'named-before', value: 1, detail: `${text} was mentioned before` }]
      : [];
  },
};
