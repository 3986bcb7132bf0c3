import type { MentionContext } from '../mention-context.ts';
import type { Observation, Signal } from '../signal.ts';

/**
 * Whether the name agrees with the one that the listing officially bears, where a quote tells that: it is the same, a part of it or
 * longer. A name that shares no character with it may be an alias, or the text of a link to any page.
 */
export const officialName: Signal = {
  name: 'official-name',
  read({ officialName: official, mention: { text, dialect } }: MentionContext): readonly Observation[] {
    // A code that the text spells is no name.
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
/** What exchanges put before and behind the name of a listing: risk warnings, first days, rights, classes of shares. */
const MARKS = /^(?:\*?ST|XD|XR|DR|[NC](?=[\u4e00-\u9fff]))|(?:-?S?W|-?[AB])$/g;

function coreOf(name: string): string {
  return name.normalize('NFKC').replace(/\s+/g, '').toUpperCase().replace(MARKS, '');
}
