import type { ArticleFormat, ArticleMetadata, Enrichment } from './article.ts';
import type { Warning } from './warning.ts';

export type ArticleStatus = 'queued' | 'processing' | 'enriched' | 'failed';

/** What is kept of an article beside its text; instants are ISO 8601, UTC. */
export interface ArticleRecord {
  readonly id: string;
  readonly status: ArticleStatus;
  /** Of what can be read. */
  readonly revision: number;
  readonly receivedAt: string;
  readonly enrichedAt: string | null;
  readonly expiresAt: string;
  readonly format: ArticleFormat;
  readonly metadata: ArticleMetadata;
  /** Of the submitted body as UTF-8, in hexadecimal. */
  readonly sha256: string;
  /** What was left out of its metadata when it came; absent if nothing was. */
  readonly warnings?: readonly Warning[];
  /** Why it failed. */
  readonly problem?: ArticleProblem;
  /** Tells it from the same article that was here before; absent where it was stored before there was a feed. */
  readonly generation?: string;
  /** Tells the job that enriches it from those before it; absent when it is the first. */
  readonly turn?: string;
  /** Names the time that it is tried again after it had failed; absent otherwise. */
  readonly retry?: string;
}

export interface ArticleProblem {
  readonly code: string;
  readonly detail: string;
}

export interface StoredArticle {
  readonly record: ArticleRecord;
  /** Present once the status is `enriched`, and of the revision before while a refresh is pending. */
  readonly enrichment?: Enrichment;
  /** The same as it is stored, UTF-8. */
  readonly enrichmentJson?: Buffer;
}

/** Whether enriching it is over, for better or worse. */
export function isFinished({ status }: Pick<ArticleRecord, 'status'>): boolean {
  return status === 'enriched' || status === 'failed';
}

/** Whether the books have it, or should: not while it is refreshed, for it has ended there. */
export function isBooked({ status, enrichedAt }: ArticleRecord): boolean {
  return !isFinished({ status }) && enrichedAt === null;
}

/** What the books know an article by. */
export function ledgerEntryOf({ id, generation = '', receivedAt, metadata, retry }: ArticleRecord) {
  return { id, generation, receivedAt, source: metadata.source, ...(retry === undefined ? {} : { retry }) };
}

/** A record as its hash in Redis holds it. */
export function recordOf(id: string, fields: Readonly<Record<string, string>>): ArticleRecord {
  return {
    id,
    status: fields.status as ArticleStatus,
    revision: Number(fields.revision),
    receivedAt: fields.receivedAt ?? '',
    enrichedAt: fields.enrichedAt ?? null,
    expiresAt: fields.expiresAt ?? '',
    format: fields.format as ArticleFormat,
    metadata: JSON.parse(fields.metadata ?? '{}') as ArticleMetadata,
    sha256: fields.sha256 ?? '',
    ...(fields.warnings ? { warnings: JSON.parse(fields.warnings) as readonly Warning[] } : {}),
    ...(fields.problem ? { problem: JSON.parse(fields.problem) as ArticleProblem } : {}),
    ...(fields.generation ? { generation: fields.generation } : {}),
    ...(fields.turn ? { turn: fields.turn } : {}),
    ...(fields.retry ? { retry: fields.retry } : {}),
  };
}

/** What HGETALL gives in a script: names and values in turn. */
export function pairsOf(fields: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    fields.flatMap((name, at) => (at % 2 === 0 ? [[name, fields[at + 1] ?? '']] : [])),
  );
}

/** The same for Redis to keep. */
export function stringsOf(fields: Readonly<Record<string, string | number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
}
