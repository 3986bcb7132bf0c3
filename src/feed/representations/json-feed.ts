import { type FeedEntry, summaryOf } from '../feed-entry.ts';

export interface JsonFeedOptions {
  /** The address of articles, to which an id is appended. */
  readonly articlesUrl: string;
  readonly feedUrl: string;
  /** The address of the entries after these. */
  readonly nextUrl?: string;
}

/**
 * Renders entries as a JSON Feed 1.1 (jsonfeed.org). It contains only the last of several revisions
 * of an article, because an item's id must be unique.
 */
export function toJsonFeed(
  entries: readonly FeedEntry[],
  { articlesUrl, feedUrl, nextUrl }: JsonFeedOptions,
): object {
  const newest = new Map(entries.map(summaryOf).map((summary) => [summary.id, summary]));
  return {
    version: 'https://jsonfeed.org/version/1.1',
    title: 'tickerspan',
    feed_url: feedUrl,
    ...(nextUrl === undefined ? {} : { next_url: nextUrl }),
    items: [...newest.values()].map(
      ({ id, title, url, source, publishedAt, enrichedAt, tickers, ...rest }) => ({
        id,
        url: `${articlesUrl}/${id}`,
        ...(url !== null && /^https?:/i.test(url) ? { external_url: url } : {}),
        ...(title === null ? {} : { title }),
        content_text: tickers.map(({ ticker, name }) => `${name} (${ticker})`).join(', '),
        date_published: publishedAt ?? enrichedAt,
        date_modified: enrichedAt,
        tags: tickers.map(({ ticker }) => ticker),
        _tickerspan: { ...rest, source, enrichedAt, tickers },
      }),
    ),
  };
}
