import { escapeUTF8 } from 'entities';
import { type ArticleSummary, type FeedEntry, summaryOf } from '../feed-entry.ts';

export interface RssOptions {
  /** The address of articles, to which an id is appended. */
  readonly articlesUrl: string;
  readonly feedUrl: string;
  /** The address of the entries after these. */
  readonly nextUrl?: string;
}

/**
 * Renders entries as RSS 2.0. It contains only the last of several revisions of an article, because
 * an item's guid must be unique.
 */
export function toRss(entries: readonly FeedEntry[], { articlesUrl, feedUrl, nextUrl }: RssOptions): string {
  const newest = new Map(entries.map(summaryOf).map((summary) => [summary.id, summary]));
  const atomLink = (rel: string, url: string): string =>
    `<atom:link rel="${rel}" type="application/rss+xml" href="${escaped(url)}"/>`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>',
    `<title>tickerspan</title><link>${escaped(articlesUrl)}</link>`,
    '<description>Financial articles whose companies are verified, linked and priced</description>',
    atomLink('self', feedUrl),
    ...(nextUrl === undefined ? [] : [atomLink('next', nextUrl)]),
    ...[...newest.values()].map((summary) => itemOf(summary, articlesUrl)),
    '</channel></rss>\n',
  ].join('\n');
}

function itemOf(
  { id, title, publishedAt, enrichedAt, tickers }: ArticleSummary,
  articlesUrl: string,
): string {
  const companies = tickers.map(({ ticker, name }) => `${name} (${ticker})`).join(', ');
  return [
    `<item><title>${escaped(title ?? id)}</title>`,
    `<link>${escaped(`${articlesUrl}/${id}`)}</link>`,
    `<guid isPermaLink="false">${id}</guid>`,
    `<pubDate>${new Date(publishedAt ?? enrichedAt).toUTCString()}</pubDate>`,
    `<description>${escaped(companies)}</description>`,
    ...tickers.map(({ ticker }) => `<category>${escaped(ticker)}</category>`),
    '</item>',
  ].join('');
}

/**
 * Escapes text for XML 1.0. Characters outside of its production `Char` become U+FFFD, because no
 * reference can express them.
 */
function escaped(text: string): string {
  const characters = text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
  return escapeUTF8(characters);
}
