import { createHash, type Hash } from 'node:crypto';
import { z } from 'zod';
import type { Article } from './article.ts';
import { slicesOf } from './slices-of.ts';

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
 * text and metadata. Equal submissions have equal ids.
 */
export function articleId({ format, metadata, frontMatter, body }: Article): string {
  const { title, url, source, author, publishedAt, externalId } = metadata;
  const hash = createHash('sha256');
  // The JSON array [format, frontMatter, body, title, …]. A copy of it as a whole would cost more
  // than its hash.
  hash.update(`[${JSON.stringify(format)},`);
  updateWithJson(hash, frontMatter);
  hash.update(',');
  updateWithJson(hash, body);
  hash.update(`,${JSON.stringify([title, url, source, author, publishedAt, externalId]).slice(1)}`);
  return `a_${base32(hash.digest(), ID_LENGTH)}`;
}

/** Updates a hash with the JSON of a text. */
function updateWithJson(hash: Hash, text: string): void {
  hash.update('"');
  for (const slice of slicesOf(text)) hash.update(JSON.stringify(slice).slice(1, -1));
  hash.update('"');
}

/** The digests of an article. */
export interface ArticleIdentity {
  readonly id: string;
  /** The SHA-256 of its body in UTF-8, in hexadecimal. */
  readonly sha256: string;
}

/** Hashes an article. A large one takes some 10 ms. */
export function identityOf(article: Article): ArticleIdentity {
  const hash = createHash('sha256');
  for (const slice of slicesOf(article.body)) hash.update(slice);
  return { id: articleId(article), sha256: hash.digest('hex') };
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
