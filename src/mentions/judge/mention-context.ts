import type { Mention } from '../mention.ts';
import { type NameKind, nameKind } from './name-kind.ts';
import { type Word, wordsOf } from './words.ts';

/**
 * One independent reason to believe or doubt a mention. A signal is one file in `signals/` and one
 * line in its table. It imports no other signal. It reports what it sees, and `weights.json`
 * decides how much that counts.
 */
export interface Signal {
  /** The name in the evidence. */
  readonly name: string;
  /** Returns what the signal sees, or an empty list. */
  read(context: MentionContext): readonly Observation[];
}

export interface Observation {
  /** The row in the table of weights. */
  readonly feature: string;
  /** How strong the feature is, usually 1. */
  readonly value: number;
  /** A sentence fragment for people. */
  readonly detail: string;
}

/**
 * What a signal may look at: the mention, its window of text and the words in it, never the whole
 * article.
 */
export interface MentionContext {
  readonly mention: Pick<Mention, 'ticker' | 'text' | 'before' | 'after' | 'dialect'>;
  /** What the name can mean by itself. */
  readonly kind: NameKind;
  /** The words of the name and of some text on each side. */
  readonly words: readonly Word[];
  /** Where the name starts and ends in the text of `words`. */
  readonly nameStart: number;
  readonly nameEnd: number;
  /** The words that end before the name, nearest first. */
  readonly preceding: readonly Word[];
  /** The words that start after the name. */
  readonly following: readonly Word[];
  /** The title of the article; empty if it has none. */
  readonly title: string;
  /** The names of all mentions in the article. */
  readonly names: ReadonlySet<string>;
  /** The official short name of the listing, if known. */
  readonly officialName: string | undefined;
}

/** What is known about the article around a mention. */
export interface ArticleContext {
  readonly title?: string | null;
  readonly names?: ReadonlySet<string>;
  readonly officialName?: string | undefined;
}

/**
 * How much text on each side of a name is cut into words. A word's edges depend on its neighbors
 * only.
 */
const CHARACTERS_BEFORE = 8;
const CHARACTERS_AFTER = 12;

export function contextOf(
  mention: MentionContext['mention'],
  { title, names = new Set(), officialName }: ArticleContext = {},
): MentionContext {
  const before = mention.before.slice(-CHARACTERS_BEFORE);
  const nameStart = before.length;
  const nameEnd = nameStart + mention.text.length;
  const words = wordsOf(before + mention.text + mention.after.slice(0, CHARACTERS_AFTER));
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
