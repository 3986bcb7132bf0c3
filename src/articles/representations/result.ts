import type { Company, Enrichment, ListedMention } from '../article.ts';
import type { ArticleRecord, StoredArticle } from '../lifecycle/article-record.ts';
import type { ArticleStatus } from '../lifecycle/transitions.ts';
import type { Warning } from '../warning.ts';

/** An article as `GET /v1/articles/{id}` gives it in JSON. Until it is finished, `mentions` and `companies` are empty. */
export interface ArticleResult {
  readonly id: string;
  readonly status: ArticleStatus;
  readonly revision: number;
  readonly receivedAt: string;
  readonly enrichedAt: string | null;
  readonly expiresAt: string;
  readonly article: ArticleRecord['metadata'] & Pick<ArticleRecord, 'format' | 'sha256'>;
  readonly body: string | null;
  readonly mentions: readonly ListedMention[];
  readonly companies: readonly Company[];
  readonly warnings: readonly Warning[];
  readonly problem?: ArticleRecord['problem'];
}

export function toResult({ record, enrichment }: StoredArticle): ArticleResult {
  const { id, status, revision, receivedAt, enrichedAt, expiresAt, metadata, format, sha256, problem } =
    record;
  return {
    id,
    status,
    revision,
    receivedAt,
    enrichedAt,
    expiresAt,
    article: { ...metadata, format, sha256 },
    body: enrichment?.body ?? null,
    mentions: enrichment?.mentions ?? [],
    companies: enrichment?.companies ?? [],
    warnings: enrichment?.warnings ?? record.warnings ?? [],
    ...(problem === undefined ? {} : { problem }),
  };
}

/**
 * Returns the members of a result that do not come from the enrichment. The enrichment's JSON has
 * all others under the same names.
 */
export function withoutEnrichment(record: ArticleRecord): Omit<ArticleResult, keyof Enrichment> {
  const { body, mentions, companies, warnings, ...known } = toResult({ record });
  return known;
}

/**
 * Returns {@link toResult} as JSON, with further fields. The stored JSON of an enrichment is passed
 * through: it may have megabytes, and parsing it would hold up all other requests.
 */
export function resultJson(stored: StoredArticle, further: object = {}): Buffer {
  const { record, enrichmentJson } = stored;
  if (!enrichmentJson) return Buffer.from(JSON.stringify({ ...toResult(stored), ...further }));
  const opening = JSON.stringify({ ...withoutEnrichment(record), ...further });
  return Buffer.concat([Buffer.from(`${opening.slice(0, -1)},`), enrichmentJson.subarray(1)]);
}
