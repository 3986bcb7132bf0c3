import type { Submission } from '../../articles/article.ts';
import { identityOf } from '../../articles/article-id.ts';
import { isFinished, isOpenInLedger, ledgerEntryOf } from '../../articles/lifecycle/article-record.ts';
import type { Acceptance, ArticleStore } from '../../articles/lifecycle/article-store.ts';
import type { PendingSteps } from '../../articles/lifecycle/pending-steps.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { EnrichmentQueue } from '../../queue/enrichment-queue.ts';
import type { IntakeGate } from '../../queue/intake-gate.ts';
import type { Metrics } from '../../telemetry/metrics.ts';
import type { Webhooks } from '../../webhooks/webhooks.ts';
import { inTurn } from '../body/heavy-work.ts';

export interface IntakeResources {
  readonly articles: ArticleStore;
  readonly queue: EnrichmentQueue;
  readonly gate: IntakeGate;
  readonly pending: PendingSteps;
  readonly webhooks: Webhooks;
  readonly ledger: Ledger;
  readonly metrics: Metrics;
}

/**
 * Stores an article and queues it. Both are done when this resolves. If this process dies earlier,
 * reconciling completes it.
 */
export async function acceptArticle(
  { articles, queue, gate, pending, webhooks, ledger, metrics }: IntakeResources,
  submission: Submission,
): Promise<Acceptance> {
  const callback = webhooks.callbackOf(submission);
  const bytes = Buffer.byteLength(submission.body);
  await gate.check(bytes);
  const identity = await inTurn(bytes, () => identityOf(submission));
  const step = await pending.begin('accept', identity.id);
  const acceptance = await articles.accept(submission, identity);
  const { record } = acceptance;
  (acceptance.isDuplicate ? metrics.http.duplicates : metrics.http.accepted).inc();
  await recordInLedger(acceptance, bytes, ledger);
  if (callback !== undefined) await webhooks.deliveries.request(record.id, callback);
  // Also for an unfinished duplicate: its job may be lost, or may have failed while the store was
  // full.
  if (!isFinished(record)) await queue.add(record.id, record.jobRun);
  void pending.end(step);
  return acceptance;
}

/**
 * Records an article in the ledger. This happens before its job is queued, because the worker
 * closes the entry. It also happens for a duplicate: the process that accepted the article first
 * may have died before this step.
 */
async function recordInLedger(
  { record, isDuplicate, at }: Acceptance,
  bytes: number,
  ledger: Ledger,
): Promise<void> {
  if (isDuplicate) await ledger.noteDuplicate(record.metadata.source, at);
  if (isOpenInLedger(record)) await ledger.open({ ...ledgerEntryOf(record), bytes });
}
