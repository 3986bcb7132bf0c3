import type { ArticleFormat, ArticleMetadata, Enrichment } from '../article.ts';
import type { Warning } from '../warning.ts';

export type ArticleStatus = 'queued' | 'processing' | 'enriched' | 'failed';

/**
 * What is stored about an article besides its text. Instants are ISO 8601, UTC.
 *
 * An article is `queued`, then `processing`, then `enriched` or `failed`. A refresh makes it `queued` again.
 * The same article gets the same id again after it has expired or was deleted. Its `generation`, which is new
 * each time, tells these lives apart: work that began in one generation never changes another.
 */
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
  /** See above. Absent if the article was stored before there was a feed. */
  readonly generation?: string;
  /** Distinguishes the job that enriches it from earlier ones. Absent for the first job. Stored as `turn`. */
  readonly jobRun?: string;
  /** Present while a failed article is retried: the ledger opens it again once for each key. Stored as `retry`. */
  readonly reopenKey?: string;
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

/** Whether the article is open in the ledger, or should be. During a refresh it is not, because it was closed before. */
export function isOpenInLedger({ status, enrichedAt }: ArticleRecord): boolean {
  return !isFinished({ status }) && enrichedAt === null;
}

/** What the ledger records about an article. */
export function ledgerEntryOf({ id, generation = '', receivedAt, metadata, reopenKey }: ArticleRecord) {
  return {
    id,
    generation,
    receivedAt,
    source: metadata.source,
    ...(reopenKey === undefined ? {} : { reopenKey }),
  };
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
    ...(fields.turn ? { jobRun: fields.turn } : {}),
    ...(fields.retry ? { reopenKey: fields.retry } : {}),
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
