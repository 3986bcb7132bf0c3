import type { ArticleRecord } from '../articles/lifecycle/article-record.ts';
import type { ArticleStore } from '../articles/lifecycle/article-store.ts';
import { toResult, withoutEnrichment } from '../articles/representations/result.ts';
import type { KnownDelivery } from './callback-store.ts';
import type { WebhookMessage } from './post-message.ts';
import { MessageChanged } from './send-webhook.ts';
import { createSigner } from './signature.ts';

/** What messages are made of. */
export interface MessageSources {
  readonly articles: Pick<ArticleStore, 'findRecord' | 'enrichmentLength' | 'enrichmentBytes'>;
  /** What messages are signed with, at least one. */
  readonly secrets: readonly string[];
}

/** How much of an enrichment is in memory at a time. */
const PIECE_BYTES = 65_536;

/**
 * The message about a finished article, the same at every attempt. The enrichment, which may have many megabytes, is
 * passed on as the JSON text that is stored, piece by piece. One that fits into a piece is read once; a larger one is
 * read twice, as the signature precedes the body.
 *
 * The body throws MessageChanged before its end if the article has changed since it was read.
 */
export async function webhookMessage(
  record: ArticleRecord,
  delivery: KnownDelivery,
  { articles, secrets, now }: MessageSources & { readonly now: () => Date },
): Promise<WebhookMessage> {
  const stored = await articles.enrichmentLength(record.id);
  const { head, tail } = envelopeOf(record, delivery, stored > 0);
  // Without the brace that opens it.
  const read = (from: number) =>
    articles.enrichmentBytes(record.id, from, Math.min(from + PIECE_BYTES, stored));
  const first = stored > 1 ? await read(1) : undefined;
  async function* beginning(): AsyncGenerator<Uint8Array, void, undefined> {
    yield head;
    if (first) yield first;
    for (let from = 1 + PIECE_BYTES; from < stored; from += PIECE_BYTES) yield await read(from);
  }
  async function* body(): AsyncGenerator<Uint8Array, void, undefined> {
    yield* beginning();
    // The receiver accepts nothing that lacks its end.
    if (first && !isSame(await articles.findRecord(record.id), record)) throw new MessageChanged();
    yield tail;
  }
  const signer = createSigner({ id: delivery.id, sentAt: now() }, secrets);
  for await (const piece of beginning()) signer.update(piece);
  signer.update(tail);
  const length = head.length + Math.max(0, stored - 1) + tail.length;
  const headers = { 'Content-Type': 'application/json; charset=utf-8', ...signer.headers() };
  return { headers, length, body: body() };
}

/** What stands before and after the members of the enrichment, or as `head` the whole message if there is no enrichment. */
function envelopeOf(record: ArticleRecord, { queuedAt }: KnownDelivery, hasEnrichment: boolean) {
  const isEnriched = record.status === 'enriched';
  const text = JSON.stringify({
    type: isEnriched ? 'article.enriched' : 'article.failed',
    timestamp: (isEnriched ? record.enrichedAt : null) ?? queuedAt,
    data: hasEnrichment ? withoutEnrichment(record) : toResult({ record }),
  });
  // The text ends with the braces of `data` and of the whole; the enrichment closes the first of them itself.
  return hasEnrichment
    ? { head: Buffer.from(`${text.slice(0, -2)},`), tail: Buffer.from('}') }
    : { head: Buffer.from(text), tail: Buffer.alloc(0) };
}

function isSame(
  now: ArticleRecord | undefined,
  { generation, revision, enrichedAt }: ArticleRecord,
): boolean {
  return now?.generation === generation && now?.revision === revision && now?.enrichedAt === enrichedAt;
}
