import { createHash, type Hash } from 'node:crypto';
import { z } from 'zod';
import { sha256 } from '../sha256.ts';
import type { Article } from './article.ts';

/** RFC 4648 base32, in lower case. */
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const ID_LENGTH = 26;
const ARTICLE_ID = /^a_[a-z2-7]{26}$/;

export const articleIdSchema = z
  .string()
  .regex(ARTICLE_ID)
  .describe('Content-addressed: the same submission always has the same id.');

/**
 * The content-addressed id of an article: `a_` and the first 130 bits of a SHA-256 over its format,
 * text and metadata. The same submission has the same id, whoever sends it and however often.
 */
export function articleId({ format, metadata, frontMatter, body }: Article): string {
  const { title, url, source, author, publishedAt, externalId } = metadata;
  const hash = createHash('sha256');
  // The JSON array [format, frontMatter, body, title, …], without ever being in memory as a whole.
  hash.update(`[${JSON.stringify(format)},`);
  updateWithJson(hash, frontMatter);
  hash.update(',');
  updateWithJson(hash, body);
  hash.update(`,${JSON.stringify([title, url, source, author, publishedAt, externalId]).slice(1)}`);
  return `a_${base32(hash.digest(), ID_LENGTH)}`;
}

const SLICE_LENGTH = 32_768;

/** Updates a hash with the JSON of a text. */
function updateWithJson(hash: Hash, text: string): void {
  hash.update('"');
  for (let start = 0, end = 0; start < text.length; start = end) {
    end = Math.min(start + SLICE_LENGTH, text.length);
    // Half of a surrogate pair would be escaped.
    while (isHighSurrogate(text.charCodeAt(end - 1))) end++;
    hash.update(JSON.stringify(text.slice(start, end)).slice(1, -1));
  }
  hash.update('"');
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

/** What an article is recognized by. */
export interface ArticleIdentity {
  readonly id: string;
  /** The SHA-256 of its body in UTF-8, in hexadecimal. */
  readonly sha256: string;
}

/** Hashes an article. A large one takes some 10 ms. */
export function identityOf(article: Article): ArticleIdentity {
  return { id: articleId(article), sha256: sha256(article.body) };
}

export function isArticleId(text: string): boolean {
  return ARTICLE_ID.test(text);
}

function base32(bytes: Uint8Array, length: number): string {
  let text = '';
  for (let bit = 0; text.length < length; bit += 5) {
    const pair = ((bytes[bit >> 3] ?? 0) << 8) | (bytes[(bit >> 3) + 1] ?? 0);
    text += BASE32[(pair >> (11 - (bit & 7))) & 31];
  }
  return text;
}
