import { createHash } from 'node:crypto';
import { z } from 'zod';
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
 * The content-addressed id of an article: `a_` and the first 130 bits of a SHA-256 over its format, text and metadata.
 * The same submission has the same id, whoever sends it and however often.
 */
export function articleId({ format, metadata, frontMatter, body }: Article): string {
  const { title, url, source, author, publishedAt, externalId } = metadata;
  const canonical = JSON.stringify([
    format,
    frontMatter,
    body,
    title,
    url,
    source,
    author,
    publishedAt,
    externalId,
  ]);
  return `a_${base32(createHash('sha256').update(canonical).digest(), ID_LENGTH)}`;
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
