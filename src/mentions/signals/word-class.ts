import type { MentionContext, Observation, Signal } from '../signal.ts';

/** What the dictionary takes the whole name for, where it is one word: `机器人` is a common noun, `长安汽车` an organisation. */
export const wordClass: Signal = {
  name: 'word-class',
  read({ words, nameStart, nameEnd }: MentionContext): readonly Observation[] {
    const whole = words.find(({ word, start }) => start === nameStart && start + word.length === nameEnd);
    if (!whole) return [];
    const known = CLASSES.find(([pattern]) => pattern.test(whole.tag)) ?? COMMON;
    return [{ feature: known[1], value: 1, detail: `${whole.word} is ${known[2]} (${whole.tag})` }];
  },
};

const COMMON = [/^/, 'common-word', 'an ordinary word'] as const;

/** ICTCLAS tags. */
const CLASSES: readonly (readonly [RegExp, string, string])[] = [
  [/^nt/, 'organisation', 'an organisation'],
  [/^(?:nz|eng|x)/, 'proper-name', 'a proper name'],
  [/^ns/, 'place', 'a place'],
  [/^nr/, 'person', 'a person or an unknown name'],
];
