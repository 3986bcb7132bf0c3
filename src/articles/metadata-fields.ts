import { z } from 'zod';
import { isCleanText } from '../clean-text.ts';
import type { Article, ArticleMetadata } from './article.ts';
import { CHINA, readDate } from './read-date.ts';

/** The maximum length of each field in every kind of submission, in UTF-16 code units. */
export const MAX_CHARACTERS = { title: 1000, url: 2048, source: 200, author: 200, externalId: 200 } as const;

/** Returns whether a text is an http or https URL without blanks or control characters in it. */
export function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^\s\p{Cc}]+$/iu.test(text) && isCleanText(text) && URL.canParse(text);
}

const CLEAN = { error: 'Contains a control character or a lone surrogate: remove it' };

const text = (max: number) => z.string().trim().min(1, 'Empty').max(max).refine(isCleanText, CLEAN);

/** What a caller may say about an article besides its text. */
export const metadataShape = {
  title: text(MAX_CHARACTERS.title).nullish(),
  url: z
    .url({ protocol: /^https?$/, error: 'Expected an http or https URL', abort: true })
    .max(MAX_CHARACTERS.url)
    .refine(isWebAddress, { error: 'Expected an http or https URL without blanks or control characters' })
    .nullish(),
  source: text(MAX_CHARACTERS.source).nullish().describe('The site or feed it was scraped from.'),
  author: text(MAX_CHARACTERS.author).nullish(),
  publishedAt: z
    .string()
    .refine((date) => readDate(date, CHINA) !== null, {
      error:
        'Expected a date and time between 1900 and 2100, such as 2021-11-18T23:21:52+08:00 or 2021-11-18 23:21:52',
    })
    .nullish()
    .describe(
      'ISO 8601, or as feeds and pages write dates. Without a zone it is a time of DEFAULT_TIME_ZONE.',
    ),
  externalId: text(MAX_CHARACTERS.externalId).nullish().describe("The scraper's own id for the article."),
};

type Given = { readonly [name in keyof typeof metadataShape]?: string | null | undefined };

/** Returns whether a field counts as absent: it is null or blank. */
export function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
}

/**
 * Converts valid fields to an article's metadata: the date becomes ISO 8601 in UTC, and missing
 * fields stay missing.
 */
export function givenMetadata(given: Given, timeZone: string): Partial<ArticleMetadata> {
  const { publishedAt, ...texts } = given;
  const all = { ...texts, publishedAt: publishedAt ? readDate(publishedAt, timeZone) : null };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => !isEmpty(value)));
}

/**
 * Returns an article in which the sender's metadata outweighs its own. Warnings about fields that
 * the sender gives are removed.
 */
export function outweighedBy(article: Article, metadata: Partial<ArticleMetadata>): Article {
  const { warnings = [], ...rest } = article;
  const left = warnings.filter(
    ({ code }) =>
      !(code === 'url-dropped' && metadata.url) && !(code === 'date-dropped' && metadata.publishedAt),
  );
  return {
    ...rest,
    metadata: { ...article.metadata, ...metadata },
    ...(left.length === 0 ? {} : { warnings: left }),
  };
}
