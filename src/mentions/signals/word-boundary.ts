import type { MentionContext, Observation, Signal } from '../signal.ts';

/** Whether the name begins and ends where words do: a linker that searches substrings cuts `新产业` out of `协同创|新产业|旗舰`. */
export const wordBoundary: Signal = {
  name: 'word-boundary',
  read({ words, nameStart, nameEnd, mention }: MentionContext): readonly Observation[] {
    const cut = words.find(({ word, start }) => {
      const end = start + word.length;
      return (start < nameStart && nameStart < end) || (start < nameEnd && nameEnd < end);
    });
    if (cut) {
      return [
        { feature: 'cut', value: 1, detail: `an edge of ${mention.text} lies inside the word ${cut.word}` },
      ];
    }
    return [{ feature: 'aligned', value: 1, detail: `${mention.text} begins and ends at word boundaries` }];
  },
};
