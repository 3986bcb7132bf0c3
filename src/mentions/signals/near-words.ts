import type { MentionContext } from '../mention-context.ts';
import type { Observation, Signal } from '../signal.ts';

/** The very words on each side; those that the examples hold often enough have a weight of their own. */
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
