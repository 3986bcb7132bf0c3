import type { Submission } from '../articles/article.ts';
import { isBooked, isFinished, ledgerEntryOf } from '../articles/article-record.ts';
import type { Acceptance, ArticleStore } from '../articles/article-store.ts';
import type { EnrichmentQueue } from '../queue/enrichment-queue.ts';
import type { IntakeGate } from '../queue/intake-gate.ts';
import type { Ledger } from '../telemetry/ledger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Webhooks } from './webhooks.ts';

export interface IntakeResources {
  readonly articles: ArticleStore;
  readonly queue: EnrichmentQueue;
  readonly gate: IntakeGate;
  readonly webhooks: Webhooks;
  readonly ledger: Ledger;
  readonly metrics: Metrics;
}

/** Stores an article and queues it, however it came; when this resolves, both are done. */
export async function takeArticle(
  { articles, queue, gate, webhooks, ledger, metrics }: IntakeResources,
  submission: Submission,
): Promise<Acceptance> {
  const callback = webhooks.callbackOf(submission);
  await gate.check();
  const acceptance = await articles.accept(submission);
  const { record } = acceptance;
  (acceptance.isDuplicate ? metrics.http.duplicates : metrics.http.accepted).inc();
  await book(acceptance, ledger);
  if (callback !== undefined) await webhooks.deliveries.keep(record.id, callback);
  // Also of a duplicate that is not finished: whoever sent it first may have died between storing and queueing.
  if (!isFinished(record)) await queue.add(record.id, record.turn);
  return acceptance;
}

/** An article is in the books before its job is queued, whoever queues it: the worker books it out, and the first to send it may have died before it came to this. */
async function book({ record, isDuplicate }: Acceptance, ledger: Ledger): Promise<void> {
  if (isDuplicate) await ledger.noteDuplicate(record.metadata.source, new Date());
  if (isBooked(record)) await ledger.open(ledgerEntryOf(record));
}
