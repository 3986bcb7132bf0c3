import { type Job, UnrecoverableError } from 'bullmq';
import { type ArticleRecord, isFinished } from '../articles/lifecycle/article-record.ts';
import { isAppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { WebhookMetrics } from '../telemetry/metrics/webhooks.ts';
import type { Tracing } from '../telemetry/trace.ts';
import type { Resolve } from './addresses.ts';
import type { CallbackStore, KnownDelivery } from './callback-store.ts';
import type { AddressPolicy } from './callback-url.ts';
import { type DeliveryJob, deliveryJobSchema } from './delivery-queue.ts';
import { type Endpoint, type EndpointBoard, endpointOf } from './endpoint-board.ts';
import { receiverOf } from './receiver.ts';
import { Postponed, type ReceiverLimits } from './receiver-limits.ts';
import { type Attempt, MessageChanged, sendWebhook } from './send-webhook.ts';
import { type MessageSources, webhookMessage } from './webhook-message.ts';

/** Standard Webhooks: 15 to 30 seconds. */
const TIMEOUT_MS = 15_000;

/** How soon a delivery is tried again if its article changed while it was sent. */
const CHANGED_PAUSE_MS = 1000;

export interface DeliverOptions extends MessageSources, AddressPolicy {
  readonly callbacks: CallbackStore;
  readonly endpoints: EndpointBoard;
  readonly metrics: WebhookMetrics;
  readonly logger: Logger;
  readonly limits: ReceiverLimits;
  readonly resolve: Resolve;
  /** Unset: nothing is traced, and receivers get no `traceparent`. */
  readonly tracing?: Tracing;
  readonly timeoutMs?: number;
  readonly now?: () => Date;
}

/**
 * Thrown by an attempt that failed and is followed by another, if any are left. BullMQ keeps the
 * message, which the dashboard shows.
 */
export class AttemptFailed extends Error {
  override readonly name = 'AttemptFailed';
  readonly retryAfterMs: number | undefined;

  constructor(reason: string, retryAfterMs: number | undefined) {
    super(reason);
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * Posts the message that a job names, and records the result. Does nothing if the message was
 * delivered or is no longer needed. It reserves a place at the receiver before it reads the
 * article.
 *
 * @throws Postponed if the receiver has to wait, or if the article changed meanwhile.
 */
export async function deliver(
  job: Job<DeliveryJob>,
  signal: AbortSignal,
  options: DeliverOptions,
): Promise<void> {
  const { article, delivery: id } = deliveryJobSchema.parse(job.data);
  const { callbacks, limits, allowPrivate } = options;
  const delivery = await callbacks.read(article, id);
  if (!delivery || delivery.state === 'delivered' || delivery.state === 'superseded') return;
  const place = limits.take(receiverOf(delivery.url, allowPrivate));
  let result: Attempt | undefined;
  try {
    const record = await dueRecord(article, delivery, options);
    if (!record) return;
    const endpoint = endpointOf(delivery.url);
    const disablement = await options.endpoints.disablement(endpoint);
    if (disablement === null) result = await send({ record, delivery, signal }, options);
    place.leave(result);
    await note(job, { delivery, endpoint, disablement, result }, options);
  } finally {
    place.leave(result);
  }
}

/**
 * Returns the record of the revision that a delivery is about; undefined if nothing has to be sent.
 */
async function dueRecord(
  article: string,
  delivery: KnownDelivery,
  { articles, callbacks }: DeliverOptions,
): Promise<ArticleRecord | undefined> {
  const record = await articles.findRecord(article).catch((error: unknown) => {
    if (isAppError(error) && error.code === 'article_expired') return undefined;
    throw error;
  });
  if (!record) return undefined;
  // The current revision has its own delivery.
  if (record.revision !== delivery.revision) {
    await callbacks.settle(article, { ...delivery, state: 'superseded' });
    return undefined;
  }
  // Nothing is due while the article is enriched again. The worker that finishes it queues this
  // delivery again.
  return isFinished(record) ? record : undefined;
}

interface FinishedAttempt {
  readonly delivery: KnownDelivery & { readonly url: string };
  readonly endpoint: Endpoint;
  /** Why the endpoint is disabled; null if it is not. */
  readonly disablement: string | null;
  /** The result of the attempt; undefined if none was made. */
  readonly result: Attempt | undefined;
}

async function note(
  job: Job<DeliveryJob>,
  { delivery, endpoint, disablement, result: attempted }: FinishedAttempt,
  { callbacks, endpoints, logger, metrics, now = () => new Date() }: DeliverOptions,
): Promise<void> {
  const { article } = job.data;
  const { host } = new URL(endpoint.url);
  const reason = `its endpoint is disabled: ${disablement}`;
  const result: Attempt = attempted ?? { outcome: 'refused', status: null, reason };
  const fields = {
    article,
    delivery: delivery.id,
    endpoint: endpoint.id,
    host,
    attempt: job.attemptsMade + 1,
    status: result.status,
  };
  metrics.attempts.inc({ outcome: result.outcome });
  if (result.outcome === 'delivered') {
    const ageMs = now().getTime() - Date.parse(delivery.queuedAt);
    metrics.ageSeconds.observe(Math.max(0, ageMs) / 1000);
    await callbacks.settle(article, { ...delivery, state: 'delivered' });
    await endpoints.noteDelivered(endpoint, result.status, now());
    logger.info(fields, 'webhook delivered');
    return;
  }
  logger.warn({ ...fields, reason: result.reason }, 'webhook not delivered');
  if (attempted) await endpoints.noteFailed(endpoint, result.status, result.reason, now());
  const isLast = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
  if (result.outcome === 'failed' && !isLast) throw new AttemptFailed(result.reason, result.retryAfterMs);
  await callbacks.settle(article, { ...delivery, state: 'failed', reason: result.reason });
  const fatalReason = await reasonToDisable(
    result,
    { endpoint, delivery, attempts: job.attemptsMade + 1 },
    endpoints,
  );
  if (fatalReason !== undefined) {
    await endpoints.disable(endpoint, fatalReason, now());
    logger.error({ endpoint: endpoint.id, host, reason: fatalReason }, 'webhook endpoint disabled');
  }
  throw new UnrecoverableError(result.reason);
}

/**
 * Returns why an endpoint has to be disabled: it wants no more webhooks, or it accepted none while
 * a delivery used up its attempts.
 */
async function reasonToDisable(
  { outcome, reason }: Attempt & { readonly reason: string },
  { endpoint, delivery, attempts }: { endpoint: Endpoint; delivery: KnownDelivery; attempts: number },
  endpoints: EndpointBoard,
): Promise<string | undefined> {
  if (outcome === 'gone') return reason;
  if (outcome === 'refused') return undefined;
  const lastDeliveredAt = await endpoints.lastDeliveredAt(endpoint);
  if (lastDeliveredAt !== null && lastDeliveredAt >= new Date(delivery.queuedAt)) return undefined;
  return `nothing was delivered there since ${delivery.queuedAt}. One delivery failed ${attempts} times, the last time because ${reason}`;
}

interface Due {
  readonly record: ArticleRecord;
  readonly delivery: KnownDelivery & { readonly url: string };
  readonly signal: AbortSignal;
}

async function send({ record, delivery, signal }: Due, options: DeliverOptions): Promise<Attempt> {
  const { articles, secrets, allowPrivate, ports = [], resolve, tracing } = options;
  const { timeoutMs = TIMEOUT_MS, now = () => new Date() } = options;
  const message = () => webhookMessage(record, delivery, { articles, secrets, now });
  const sending = { allowPrivate, ports, resolve, timeoutMs, now, signal, ...(tracing ? { tracing } : {}) };
  try {
    return await sendWebhook({ url: delivery.url, message }, sending);
  } catch (error) {
    if (error instanceof MessageChanged) throw new Postponed('the article has changed', CHANGED_PAUSE_MS);
    throw error;
  }
}
