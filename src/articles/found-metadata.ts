import { cleanText } from '../clean-text.ts';
import { type Article, type ArticleMetadata, NO_METADATA } from './article.ts';
import { isWebAddress, MAX_CHARACTERS } from './metadata-fields.ts';
import { findDate } from './read-date.ts';
import type { Warning } from './warning.ts';

/** What was found about an article in a document that was not written for us. */
export type Found = Readonly<Partial<Record<keyof ArticleMetadata, string | undefined>>>;

type Dropped = (code: Warning['code'], detail: string) => null;

/**
 * Turns what was found in a post, a page or a feed into metadata. The document was not written for
 * us, so values are cleaned, and unusable ones are dropped with a warning. Warnings never quote the
 * document.
 *
 * @param timeZone the zone of dates without a zone.
 */
export function foundMetadata(found: Found, timeZone: string): Pick<Article, 'metadata' | 'warnings'> {
  const warnings: Warning[] = [];
  const dropped: Dropped = (code, detail) => {
    warnings.push({ code, detail });
    return null;
  };
  const metadata: ArticleMetadata = {
    ...NO_METADATA,
    title: textOf('title', found, dropped),
    url: urlOf(found.url, dropped),
    source: textOf('source', found, dropped),
    author: textOf('author', found, dropped),
    publishedAt: instantOf(found.publishedAt, timeZone, dropped),
    externalId: textOf('externalId', found, dropped),
  };
  return warnings.length === 0 ? { metadata } : { metadata, warnings };
}

/** Joins the lines of a text: line ends and tabs, with the blanks around them, become one space. */
export function singleLine(text: string): string {
  return text
    .split(/[\t\n\r\u2028\u2029]/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}

/**
 * Returns the first usable text, or the first text if none is usable, so that it is reported as
 * dropped.
 */
export function firstUsable(
  found: readonly (string | undefined)[],
  isUsable: (text: string) => boolean = () => true,
): string | undefined {
  const texts = found.flatMap((text) => (text === undefined || text.trim() === '' ? [] : [text.trim()]));
  return texts.find(isUsable) ?? texts[0];
}

function textOf(name: keyof typeof MAX_CHARACTERS, found: Found, dropped: Dropped): string | null {
  const text = found[name];
  if (text === undefined) return null;
  const max = MAX_CHARACTERS[name];
  // Cleaning takes time that grows with the text, and the text may be a whole document.
  const tidy = text.length > 4 * max ? text : singleLine(cleanText(text));
  if (tidy === '') return null;
  if (tidy.length <= max) return tidy;
  return dropped('text-dropped', `\`${name}\` was left out: it is longer than ${max} characters.`);
}

function urlOf(found: string | undefined, dropped: Dropped): string | null {
  const url = found?.trim() ?? '';
  if (url === '') return null;
  if (url.length > MAX_CHARACTERS.url) {
    return dropped(
      'url-dropped',
      `\`url\` was left out: it is longer than ${MAX_CHARACTERS.url} characters.`,
    );
  }
  if (isWebAddress(url)) return url;
  return dropped('url-dropped', '`url` was left out: it is no http or https URL.');
}

function instantOf(found: string | undefined, timeZone: string, dropped: Dropped): string | null {
  const text = found?.trim() ?? '';
  if (text === '') return null;
  return (
    findDate(text, timeZone) ??
    dropped('date-dropped', '`publishedAt` was left out: it is no date from 1900 to 2100 that can be read.')
  );
}
