import type { MentionContext, Observation, Signal } from '../mention-context.ts';

/**
 * The exact words on each side. Words that occur often enough in the examples have their own
 * weight.
 */
export const nearWords: Signal = {
  name: 'near-words',
  read({ preceding, following }: MentionContext): readonly Observation[] {
    const next = following[0]?.word;
    const previous = preceding[0]?.word;
    return [
      ...(next === undefined ? [] : [{ feature: `next=${next}`, value: 1, detail: `followed by ${next}` }]),
      ...(previous === undefined
        ? []
        : [{ feature: `previous=${previous}`, value: 1, detail: `preceded by ${previous}` }]),
      ...following
        .slice(1, 4)
        .map(({ word }) => ({ feature: `soon=${word}`, value: 1, detail: `soon followed by ${word}` })),
    ];
  },
};
