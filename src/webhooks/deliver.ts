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

/** How soon a delivery is looked at again whose article changed while it was sent. */
const CHANGED_PAUSE_MS = 1000;

export interface DeliverOptions extends MessageSources, AddressPolicy {
  readonly callbacks: CallbackStore;
  readonly endpoints: EndpointBoard;
  readonly metrics: WebhookMetrics;
  readonly logger: Logger;
  readonly limits: ReceiverLimits;
  readonly resolve: Resolve;
  /** Unset: nothing is traced, and receivers are sent no `traceparent`. */
  readonly tracing?: Tracing;
  readonly timeoutMs?: number;
  readonly now?: () => Date;
}

/** An attempt after which there will be another, if any are left. BullMQ keeps the message, which the dashboard shows. */
export class AttemptFailed extends Error {
  override readonly name = 'AttemptFailed';
  readonly retryAfterMs: number | undefined;

  constructor(reason: string, retryAfterMs: number | undefined) {
    super(reason);
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * Posts what a job names, unless that is done or of no use any more, and records what became of it. The receiver is asked
 * for a place before anything of the article is read.
 *
 * @throws Postponed if the receiver has to wait, or the article changed meanwhile.
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

/** The record of the revision that a delivery is about; undefined if nothing is to be sent about it. */
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
  // Everybody hears of the current revision by a delivery of its own.
  if (record.revision !== delivery.revision) {
    await callbacks.settle(article, { ...delivery, state: 'superseded' });
    return undefined;
  }
  // While the article is enriched again nothing is due; whoever finishes it queues this once more.
  return isFinished(record) ? record : undefined;
}

interface Made {
  readonly delivery: KnownDelivery & { readonly url: string };
  readonly endpoint: Endpoint;
  /** Why the endpoint is disabled; null: it is not. */
  readonly disablement: string | null;
  /** What became of the attempt; undefined: none was made. */
  readonly result: Attempt | undefined;
}

async function note(
  job: Job<DeliveryJob>,
  { delivery, endpoint, disablement, result: made }: Made,
  { callbacks, endpoints, logger, metrics, now = () => new Date() }: DeliverOptions,
): Promise<void> {
  const { article } = job.data;
  const { host } = new URL(endpoint.url);
  const reason = `its endpoint is disabled: ${disablement}`;
  const result: Attempt = made ?? { outcome: 'refused', status: null, reason };
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
  if (made) await endpoints.noteFailed(endpoint, result.status, result.reason, now());
  const isLast = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
  if (result.outcome === 'failed' && !isLast) throw new AttemptFailed(result.reason, result.retryAfterMs);
  await callbacks.settle(article, { ...delivery, state: 'failed', reason: result.reason });
  const grave = await graveReason(result, { endpoint, delivery, attempts: job.attemptsMade + 1 }, endpoints);
  if (grave !== undefined) {
    await endpoints.disable(endpoint, grave, now());
    logger.error({ endpoint: endpoint.id, host, reason: grave }, 'webhook endpoint disabled');
  }
  throw new UnrecoverableError(result.reason);
}

/** Why an endpoint is to be disabled: it wants no more, or in all the time that a delivery was tried it has taken none. */
async function graveReason(
  { outcome, reason }: Attempt & { readonly reason: string },
  { endpoint, delivery, attempts }: { endpoint: Endpoint; delivery: KnownDelivery; attempts: number },
  endpoints: EndpointBoard,
): Promise<string | undefined> {
  if (outcome === 'gone') return reason;
  if (outcome === 'refused') return undefined;
  const lastDeliveredAt = await endpoints.lastDeliveredAt(endpoint);
  if (lastDeliveredAt !== null && lastDeliveredAt >= new Date(delivery.queuedAt)) return undefined;
  return `nothing was delivered there since ${delivery.queuedAt}, in ${attempts} attempts at one delivery; the last: ${reason}`;
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
