import type { Submission } from '../articles/article.ts';
import { type Acceptance, type ArticleStore, isFinished } from '../articles/article-store.ts';
import type { EnrichmentQueue } from '../queue/enrichment-queue.ts';
import type { IntakeGate } from '../queue/intake-gate.ts';
import type { Webhooks } from './webhooks.ts';

export interface IntakeResources {
  readonly articles: ArticleStore;
  readonly queue: EnrichmentQueue;
  readonly gate: IntakeGate;
  readonly webhooks: Webhooks;
}

/** Stores an article and queues it, however it came; when this resolves, both are done. */
export async function takeArticle(
  { articles, queue, gate, webhooks }: IntakeResources,
  submission: Submission,
): Promise<Acceptance> {
  const callback = webhooks.callbackOf(submission);
  await gate.check();
  const acceptance = await articles.accept(submission);
  const { record } = acceptance;
  if (callback !== undefined) await webhooks.deliveries.keep(record.id, callback);
  // Also of a duplicate that is not finished: whoever sent it first may have died between storing and queueing.
  if (!isFinished(record)) await queue.add(record.id, record.turn);
  return acceptance;
}
