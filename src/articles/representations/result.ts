import type { Company, ListedMention } from '../article.ts';
import type { ArticleRecord, ArticleStatus, StoredArticle } from '../article-record.ts';
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
    warnings: [...(record.warnings ?? []), ...(enrichment?.warnings ?? [])],
    ...(problem === undefined ? {} : { problem }),
  };
}
