import { z } from 'zod';
import type { DeepReadonly } from '../../deep-readonly.ts';
import type { Enrichment } from '../article.ts';
import { articleIdSchema } from '../article-id.ts';
import { companySchema, formatSchema, listedMentionSchema, metadataSchema } from '../article-schemas.ts';
import type { ArticleRecord, StoredArticle } from '../lifecycle/article-record.ts';
import type { ArticleStatus } from '../lifecycle/transitions.ts';
import { warningSchema } from '../warning.ts';

export const statusSchema = z.enum(['queued', 'processing', 'enriched', 'failed'] satisfies ArticleStatus[]);

const instant = z.iso.datetime().describe('UTC.');

/**
 * An article as `GET /v1/articles/{id}` returns it in JSON. Until it is finished, `mentions` and
 * `companies` are empty.
 */
export const resultSchema = z.strictObject({
  id: articleIdSchema,
  status: statusSchema,
  revision: z.int().min(1),
  duplicate: z
    .boolean()
    .exactOptional()
    .describe('Only in the response to a submission: whether the article was known already.'),
  receivedAt: instant,
  enrichedAt: instant.nullable(),
  expiresAt: instant,
  article: metadataSchema.extend({
    format: formatSchema,
    sha256: z
      .string()
      .regex(/^[\da-f]{64}$/)
      .describe('Of the submitted body as UTF-8.'),
  }),
  body: z.string().nullable().describe('The annotated body; null until the article is enriched.'),
  mentions: z.array(listedMentionSchema).describe('Every mention, genuine or not, in the order of the text.'),
  companies: z.array(companySchema).describe('One entry for each ticker with a genuine mention.'),
  warnings: z
    .array(warningSchema)
    .describe(
      'What the scraper of the article may want to look at, such as metadata that was left out. `too-many-mentions`: the end of the article was left unchanged.',
    ),
  problem: z
    .strictObject({ code: z.string(), detail: z.string() })
    .exactOptional()
    .describe('Why it failed.'),
});

export type ArticleResult = DeepReadonly<z.infer<typeof resultSchema>>;

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
