import { type ArticleMetadata, NO_METADATA } from './article.ts';

/** What was found of an article in a document that was not written for us. */
export type Found = Readonly<Partial<Record<keyof ArticleMetadata, string | undefined>>>;

/** What a JSON submission may hold too (`jsonSubmissionSchema`), in characters. */
const MOST_CHARACTERS = { title: 1000, url: 2048, source: 200, author: 200, externalId: 200 } as const;

/**
 * The metadata that is found in a page or a feed. Nobody chose its form for us, so what cannot be used is left out, and the
 * article is taken without it.
 *
 * @param zone of dates that name none.
 */
export function foundMetadata(found: Found, zone: 'Z' | '+08:00'): ArticleMetadata {
  const texts = Object.entries(MOST_CHARACTERS).map(([name, most]) => [
    name,
    textOf(found[name as keyof typeof MOST_CHARACTERS], most),
  ]);
  const metadata: ArticleMetadata = { ...NO_METADATA, ...Object.fromEntries(texts) };
  const url = metadata.url !== null && isWebAddress(metadata.url) ? metadata.url : null;
  return { ...metadata, url, publishedAt: instantOf(found.publishedAt, zone) };
}

function textOf(text: string | undefined, most: number): string | null {
  const tidy = text?.replace(/\s+/g, ' ').trim() ?? '';
  return tidy === '' || tidy.length > most || !tidy.isWellFormed() ? null : tidy;
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

/** `2021-11-18T23:21:52+08:00`, `2021年11月18日 23:21`, `2021/11/18 23:21:52`, also behind a label. */
const YEAR_FIRST =
  /(?<!\d)(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?(?:[T\s]{0,3}(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?)?\s?(Z|[+-]\d{2}:?\d{2})?(?!\d)/;
/** RFC 822 with four digits of a year, as RSS 2.0 has it. */
const DAY_FIRST = /^(?:[A-Za-z]{3},? )?\d{1,2} [A-Za-z]{3} \d{4}(?: \d{1,2}:\d{2}(?::\d{2})?)?/;
const NAMES_ZONE = /(?:[A-Z]{1,5}|[+-]\d{4})$/;

/** Of a date without a time it is the day's beginning. */
function instantOf(text: string | undefined, zone: string): string | null {
  const tidy = text?.slice(0, 200).replace(/\s+/g, ' ').trim() ?? '';
  if (DAY_FIRST.test(tidy)) return isoOf(NAMES_ZONE.test(tidy) ? tidy : `${tidy} ${zone.replace(':', '')}`);
  const parts = YEAR_FIRST.exec(tidy);
  if (!parts) return null;
  const [, year, month = '', day = '', hour = '00', minute = '00', second = '00', named = zone] = parts;
  const two = (digits: string): string => digits.padStart(2, '0');
  const offset = named.replace(/(?<=[+-]\d{2})(?=\d{2}$)/, ':');
  return isoOf(`${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:${second}${offset}`);
}

function isoOf(text: string): string | null {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}
