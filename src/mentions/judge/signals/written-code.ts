import type { MentionContext, Observation, Signal } from '../mention-context.ts';

/** Whether the text itself spells the listing's code, without a publisher's markup. */
export const writtenCode: Signal = {
  name: 'written-code',
  read({ mention: { dialect, text } }: MentionContext): readonly Observation[] {
    return dialect === 'text'
      ? [{ feature: 'written-code', value: 1, detail: `${text} is written with its code` }]
      : [];
  },
};
