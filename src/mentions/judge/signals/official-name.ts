import type { MentionContext, Observation, Signal } from '../mention-context.ts';

/**
 * Whether the name agrees with the official name of the listing, if a quote gave it: they are
 * equal, or one contains the other. A name without a common character may be an alias, or the text
 * of an unrelated link.
 */
export const officialName: Signal = {
  name: 'official-name',
  read({ officialName: official, mention: { text, dialect } }: MentionContext): readonly Observation[] {
    // A code in the text is not a name.
    if (official === undefined || dialect === 'text') return [];
    const [own, listed] = [coreOf(text), coreOf(official)];
    if (own === '' || listed === '') return [];
    if (own.includes(listed) || listed.includes(own)) {
      return [{ feature: 'official-name', value: 1, detail: `the listing is called ${official}` }];
    }
    const isAlien =
      HAN.test(own) && HAN.test(listed) && ![...own].some((character) => listed.includes(character));
    return isAlien
      ? [{ feature: 'other-official-name', value: 1, detail: `the listing is called ${official}` }]
      : [];
  },
};

const HAN = /[\u4e00-\u9fff]/;
/**
 * What exchanges add before and after a listing's name: risk warnings, first days, rights, share
 * classes.
 */
const MARKS = /^(?:\*?ST|XD|XR|DR|[NC](?=[\u4e00-\u9fff]))|(?:-?S?W|-?[AB])$/g;

function coreOf(name: string): string {
  return name.normalize('NFKC').replace(/\s+/g, '').toUpperCase().replace(MARKS, '');
}
