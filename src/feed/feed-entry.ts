import { z } from 'zod';
import type { ArticleMetadata, Enrichment } from '../articles/article.ts';
import { articleIdSchema } from '../articles/article-id.ts';
import type { StoredArticle } from '../articles/lifecycle/article-record.ts';
import type { DeepReadonly } from '../deep-readonly.ts';
import { tickerSchema } from '../tickers/ticker.ts';
import type { Cursor } from './cursor.ts';

/** What the feed says about a revision of an article: enough to choose by, without the body. */
export const summarySchema = z.strictObject({
  cursor: z.string().describe('The place of this revision in the feed.'),
  id: articleIdSchema,
  revision: z.int().min(1),
  title: z.string().nullable(),
  url: z.string().nullable().describe('Where the article was published.'),
  source: z.string().nullable(),
  publishedAt: z.iso.datetime().nullable(),
  enrichedAt: z.iso.datetime(),
  tickers: z
    .array(z.strictObject({ ticker: tickerSchema, name: z.string() }))
    .describe('The companies that the article genuinely mentions.'),
  counts: z.strictObject({ mentions: z.int().min(0), genuine: z.int().min(0) }),
});

export type ArticleSummary = DeepReadonly<z.infer<typeof summarySchema>>;

/** A revision of an article that is enriched and readable, so the feed may announce it. */
export interface FinishedRevision {
  readonly id: string;
  /** Tells this article from an earlier one with the same content. */
  readonly generation: string;
  readonly revision: number;
  readonly enrichedAt: string;
  readonly metadata: ArticleMetadata;
  readonly enrichment: Pick<Enrichment, 'mentions' | 'companies'>;
}

/**
 * Returns the revision of a stored article that the feed may announce, or undefined while the
 * article is not enriched or is being refreshed.
 */
export function finishedIn({ record, enrichment }: StoredArticle): FinishedRevision | undefined {
  const { id, status, generation = '', revision, enrichedAt, metadata } = record;
  if (status !== 'enriched' || enrichedAt === null || !enrichment) return undefined;
  return { id, generation, revision, enrichedAt, metadata, enrichment };
}

/** An entry as the feed returns it. */
export interface FeedEntry {
  readonly cursor: Cursor;
  readonly tickers: readonly string[];
  readonly source: string;
  /** The {@link ArticleSummary} as JSON, on one line. */
  readonly json: string;
}

/** Which entries to return. Without any field: all. */
export interface FeedFilter {
  readonly ticker?: string;
  readonly source?: string;
}

export function matches({ ticker, source }: FeedFilter, entry: FeedEntry): boolean {
  return (
    (ticker === undefined || entry.tickers.includes(ticker)) &&
    (source === undefined || entry.source === source)
  );
}

export function summaryOf({ json }: FeedEntry): ArticleSummary {
  return JSON.parse(json) as ArticleSummary;
}

/**
 * In UTF-16 code units, as for a submission in JSON. Front matter may contain texts of any length,
 * and every listener would receive them.
 */
const MAX_LENGTHS = { title: 1000, source: 200, url: 2048 };

function shortened(text: string | null, most: number): string | null {
  return text && text.length > most ? text.slice(0, most).toWellFormed() : text;
}

/**
 * Returns the fields of an entry in Redis. What filters need has its own fields, so filtering
 * parses no JSON.
 */
export function fieldsOf(finished: FinishedRevision): Readonly<Record<string, string>> {
  const { id, revision, enrichedAt, metadata, enrichment } = finished;
  const { url, publishedAt } = metadata;
  const title = shortened(metadata.title, MAX_LENGTHS.title);
  const source = shortened(metadata.source, MAX_LENGTHS.source);
  const summary: Omit<ArticleSummary, 'cursor'> = {
    id,
    revision,
    title,
    url: url !== null && url.length <= MAX_LENGTHS.url ? url : null,
    source,
    publishedAt,
    enrichedAt,
    tickers: enrichment.companies.map(({ ticker, name }) => ({ ticker, name })),
    counts: {
      mentions: enrichment.mentions.length,
      genuine: enrichment.mentions.filter(({ genuine }) => genuine).length,
    },
  };
  return {
    tickers: summary.tickers.map(({ ticker }) => ticker).join(' '),
    source: source ?? '',
    summary: JSON.stringify(summary),
  };
}

/** An entry as Redis returns it: its id, then the names and values of its fields. */
export type StreamEntry = readonly [cursor: Cursor, fields: readonly string[]];

/** Returns our entries of the stream, and skips entries that somebody added by hand (`XADD`). */
export function entriesFrom(entries: readonly StreamEntry[]): readonly FeedEntry[] {
  return entries.flatMap(([cursor, fields]) => {
    const values = new Map<string, string>();
    for (let index = 0; index < fields.length; index += 2)
      values.set(fields[index] ?? '', fields[index + 1] ?? '');
    const { tickers, source, summary } = Object.fromEntries(values);
    if (tickers === undefined || source === undefined || !/^\{".*\}$/.test(summary ?? '')) return [];
    const json = `{"cursor":"${cursor}",${summary?.slice(1)}`;
    return [{ cursor, tickers: tickers.split(' '), source, json }];
  });
}
