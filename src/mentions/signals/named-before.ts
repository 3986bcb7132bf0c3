import type { MentionContext } from '../mention-context.ts';
import type { Observation, Signal } from '../signal.ts';

/** Whether the article has mentioned the company before, by the same name. */
export const namedBefore: Signal = {
  name: 'named-before',
  read({ mention: { dialect, text } }: MentionContext): readonly Observation[] {
    return dialect === 'name'
      ? [{ feature: 'named-before', value: 1, detail: `${text} was mentioned before` }]
      : [];
  },
};
