import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict.js';

/**
 * A word of a Chinese text. The tag is its part of speech in jieba's ICTCLAS tags: n noun, v verb,
 * ns place, nt organization, nr person, x punctuation, …
 */
export interface Word {
  readonly word: string;
  readonly tag: string;
  /** The offset of the word in the text, in UTF-16 code units. */
  readonly start: number;
}

let loaded: Jieba | undefined;

// Reads the dictionary (5 MB) at the first call.
function jieba(): Jieba {
  loaded ??= Jieba.withDict(dict);
  return loaded;
}

/** Cuts a text into words. Joined, they are the text. */
export function wordsOf(text: string): readonly Word[] {
  let start = 0;
  return jieba()
    .cut(text)
    .flatMap(verbAndObject)
    .map((word) => {
      const entry = { word, tag: tagOf(word), start };
      start += word.length;
      return entry;
    });
}

/**
 * Verbs at the start of phrases such as 签订协议 and 打官司. The dictionary has many of these phrases as
 * one noun.
 */
const VERB =
  /^(?:签[订署约下]|达成|履行|抢[占夺滩]|承[担接揽]|[发公颁]布|召开|举[办行]|提[起出交]|面临|参[加与]|推出|发[起行放]|建立|取得|获[得取]|缴纳|支付|偿还|违反|遵守|占[领据]|开[拓展设]|扩大|争[夺取]|投[放入]|拓展|[谋寻]求|[接享遭]受|制定|修[改订]|解除|终止|撤[销回]|设立|[打做签闹搞谈抢砸赔赚卖买欠接])(?=..)/;

/** Splits a verb and its object into two words, and returns any other word unchanged. */
function verbAndObject(word: string): readonly string[] {
  if (word.length < 3) return [word];
  const [verb = ''] = VERB.exec(word) ?? [];
  const object = word.slice(verb.length);
  const isPhrase =
    verb !== '' && /^[nliz]/.test(tagOf(word)) && /^v/.test(tagOf(verb)) && /^(?:n|vn)/.test(tagOf(object));
  return isPhrase ? [verb, object] : [word];
}

/** A few words make up most of a text. The limit keeps hostile texts from filling the memory. */
const MAX_CACHED_WORDS = 100_000;
const tags = new Map<string, string>();

// The tag of a word comes from the dictionary and does not depend on the context. Asking for it
// costs more than cutting.
function tagOf(word: string): string {
  const known = tags.get(word);
  if (known !== undefined) return known;
  const [first, ...more] = jieba().tag(word);
  // A word that only its context forms is in no dictionary.
  const tag = first && more.length === 0 ? first.tag : 'x';
  if (tags.size < MAX_CACHED_WORDS) tags.set(word, tag);
  return tag;
}
