import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict.js';

/** A word of a Chinese text with its part of speech in the ICTCLAS tags that jieba uses: n noun, v verb, ns place, nt organisation, nr person, x punctuation, … */
export interface Word {
  readonly word: string;
  readonly tag: string;
  /** Offset of its first UTF-16 code unit in the text. */
  readonly start: number;
}

let jieba: Jieba | undefined;

/** Cuts a text into its words; the words joined are the text. The dictionary (5 MB) is read at the first call. */
export function wordsOf(text: string): readonly Word[] {
  jieba ??= Jieba.withDict(dict);
  let start = 0;
  return jieba.tag(text).map(({ word, tag }) => {
    const entry = { word, tag, start };
    start += word.length;
    return entry;
  });
}
