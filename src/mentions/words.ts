import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict.js';

/** A word of a Chinese text with its part of speech in the ICTCLAS tags that jieba uses: n noun, v verb, ns place, nt organisation, nr person, x punctuation, … */
export interface Word {
  readonly word: string;
  readonly tag: string;
  /** Offset of its first UTF-16 code unit in the text. */
  readonly start: number;
}

let loaded: Jieba | undefined;

// The dictionary (5 MB) is read at the first call.
function jieba(): Jieba {
  loaded ??= Jieba.withDict(dict);
  return loaded;
}

/** Cuts a text into its words; the words joined are the text. */
export function wordsOf(text: string): readonly Word[] {
  let start = 0;
  return jieba()
    .cut(text)
    .map((word) => {
      const entry = { word, tag: tagOf(word), start };
      start += word.length;
      return entry;
    });
}

/** Few words make most of a text. Beyond this many none is remembered, so that hostile texts cannot fill the memory. */
const MOST_TAGS = 100_000;
const tags = new Map<string, string>();

// A word's tag is the dictionary's, whatever stands around it, and asking for it costs more than cutting.
function tagOf(word: string): string {
  const known = tags.get(word);
  if (known !== undefined) return known;
  const [first, ...more] = jieba().tag(word);
  // A word that only the words around it made one is in no dictionary.
  const tag = first && more.length === 0 ? first.tag : 'x';
  if (tags.size < MOST_TAGS) tags.set(word, tag);
  return tag;
}
