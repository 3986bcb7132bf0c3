import type { ArticleFormat, ArticleMetadata, Enrichment } from '../article.ts';
import type { Warning } from '../warning.ts';
import type { ArticleStatus } from './transitions.ts';

/**
 * What is stored about an article besides its text. `lifecycle.md` explains the fields. Times are
 * ISO 8601, UTC.
 */
export interface ArticleRecord {
  readonly id: string;
  readonly status: ArticleStatus;
  /** The readable revision, or the first one while none is readable. */
  readonly revision: number;
  readonly receivedAt: string;
  /** When the readable revision was made; null while none is readable. */
  readonly enrichedAt: string | null;
  readonly expiresAt: string;
  readonly format: ArticleFormat;
  readonly metadata: ArticleMetadata;
  /** Digest of the submitted body in UTF-8, in hexadecimal. */
  readonly sha256: string;
  /** What was left out of the metadata when the article was accepted. Absent if nothing was. */
  readonly warnings?: readonly Warning[];
  /** Why enriching failed. */
  readonly problem?: ArticleProblem;
  /** Absent if the article was stored before there was a feed. */
  readonly generation?: string;
  /** Absent for the first job. */
  readonly jobRun?: string;
  /** Present only while a failed article is retried. */
  readonly reopenKey?: string;
}

export interface ArticleProblem {
  readonly code: string;
  readonly detail: string;
}

export interface StoredArticle {
  readonly record: ArticleRecord;
  /** The result, if there is one. While a refresh is pending, it is that of the revision before. */
  readonly enrichment?: Enrichment;
  /** The result as it is stored: JSON in UTF-8. */
  readonly enrichmentJson?: Buffer;
}

/** Returns whether enriching an article has ended, with or without success. */
export function isFinished({ status }: Pick<ArticleRecord, 'status'>): boolean {
  return status === 'enriched' || status === 'failed';
}

/**
 * Returns whether the article is open in the ledger, or should be. It is not open during a refresh,
 * because it was closed before.
 */
export function isOpenInLedger({ status, enrichedAt }: ArticleRecord): boolean {
  return !isFinished({ status }) && enrichedAt === null;
}

/** Returns the ledger's entry for an article. */
export function ledgerEntryOf({ id, generation = '', receivedAt, metadata, reopenKey }: ArticleRecord) {
  return {
    id,
    generation,
    receivedAt,
    source: metadata.source,
    ...(reopenKey === undefined ? {} : { reopenKey }),
  };
}

/**
 * Returns the keys of an article. They share a hash tag, and so a slot of a cluster: one script may
 * change them all.
 */
export function keysOf(id: string) {
  const prefix = `tickerspan:{${id}}`;
  return {
    /** The record, a hash. */
    record: `${prefix}:record`,
    /** The submission, compressed. */
    text: `${prefix}:text`,
    /** The result, as JSON. */
    enrichment: `${prefix}:enrichment`,
    /** Exists longer than the others. Its value is {@link EXPIRED} or {@link DELETED}. */
    seen: `${prefix}:seen`,
    /** See `ArticleClaims`. */
    claims: `${prefix}:claims`,
    /** See `CallbackStore`. */
    callbacks: `${prefix}:callbacks`,
    deliveries: `${prefix}:deliveries`,
  };
}

/** The values of `seen` once the record is gone. */
export const EXPIRED = '';
export const DELETED = 'deleted';

/**
 * Fields that Redis stores under older names, because processes of earlier versions read and write
 * them too.
 */
export const STORED_AS = { nextRevision: 'target', jobRun: 'turn', reopenKey: 'retry' } as const;

/** Reads a record from its hash in Redis. */
export function recordOf(id: string, fields: Readonly<Record<string, string>>): ArticleRecord {
  const { [STORED_AS.jobRun]: jobRun, [STORED_AS.reopenKey]: reopenKey } = fields;
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
    ...(jobRun ? { jobRun } : {}),
    ...(reopenKey ? { reopenKey } : {}),
  };
}
