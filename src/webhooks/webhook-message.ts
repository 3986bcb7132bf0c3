import type { ArticleRecord } from '../articles/lifecycle/article-record.ts';
import type { ArticleStore } from '../articles/lifecycle/article-store.ts';
import { toResult, withoutEnrichment } from '../articles/representations/result.ts';
import type { KnownDelivery } from './callback-store.ts';
import type { WebhookMessage } from './post-message.ts';
import { MessageChanged } from './send-webhook.ts';
import { createSigner } from './signature.ts';

/** What messages are built from. */
export interface MessageSources {
  readonly articles: Pick<ArticleStore, 'findRecord' | 'enrichmentLength' | 'enrichmentBytes'>;
  /** The secrets that messages are signed with, at least one. */
  readonly secrets: readonly string[];
}

/** How many bytes of an enrichment are in memory at a time. */
const PIECE_BYTES = 65_536;

/**
 * Builds the message about a finished article, the same for every attempt. The enrichment may be
 * many megabytes long, so its stored JSON is passed on piece by piece. An enrichment that fits into
 * one piece is read once. A larger one is read twice, because the signature precedes the body.
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
  // Without its opening brace.
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
    // The receiver accepts no body that lacks its end.
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

/**
 * Returns what comes before and after the members of the enrichment. If there is no enrichment,
 * `head` is the whole message.
 */
function envelopeOf(record: ArticleRecord, { queuedAt }: KnownDelivery, hasEnrichment: boolean) {
  const isEnriched = record.status === 'enriched';
  const text = JSON.stringify({
    type: isEnriched ? 'article.enriched' : 'article.failed',
    timestamp: (isEnriched ? record.enrichedAt : null) ?? queuedAt,
    data: hasEnrichment ? withoutEnrichment(record) : toResult({ record }),
  });
  // The text ends with the braces of `data` and of the whole. The enrichment itself closes the
  // first of them.
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
