import type { Mention } from './mention.ts';
import { type NameKind, nameKind } from './name-kind.ts';
import { type Word, wordsOf } from './words.ts';

/** What a signal may look at: the mention, its window of text and the words of it, never the whole article. */
export interface MentionContext {
  readonly mention: Pick<Mention, 'ticker' | 'text' | 'before' | 'after' | 'dialect'>;
  /** What the name can mean by itself. */
  readonly kind: NameKind;
  /** The name with some of the text on each side, cut into words. */
  readonly words: readonly Word[];
  /** Where the name stands in the text that the words are of. */
  readonly nameStart: number;
  readonly nameEnd: number;
  /** The words that end before the name, the nearest first, and those that begin behind it. */
  readonly preceding: readonly Word[];
  readonly following: readonly Word[];
  /** The article's title; empty where it has none. */
  readonly title: string;
  /** The names of the article's mentions. */
  readonly names: ReadonlySet<string>;
  /** The short name that the listing officially bears, where it is known. */
  readonly officialName: string | undefined;
}

/** What is known of the article that a mention stands in. */
export interface ArticleContext {
  readonly title?: string | null;
  readonly names?: ReadonlySet<string>;
  readonly officialName?: string | undefined;
}

/** Words are cut out of so many characters on each side of a name: a word's edges depend on its neighbours only. */
const CHARACTERS_BEFORE = 8;
const CHARACTERS_BEHIND = 12;

export function contextOf(
  mention: MentionContext['mention'],
  { title, names = new Set(), officialName }: ArticleContext = {},
): MentionContext {
  const before = mention.before.slice(-CHARACTERS_BEFORE);
  const nameStart = before.length;
  const nameEnd = nameStart + mention.text.length;
  const words = wordsOf(before + mention.text + mention.after.slice(0, CHARACTERS_BEHIND));
  return {
    mention,
    kind: nameKind(mention.text),
    words,
    nameStart,
    nameEnd,
    preceding: words.filter(({ word, start }) => start + word.length <= nameStart).reverse(),
    following: words.filter(({ start }) => start >= nameEnd),
    title: title ?? '',
    names,
    officialName,
  };
}
