import { type Job, UnrecoverableError } from 'bullmq';
import type { StoredArticle } from '../src/articles/article-record.ts';
import type { ArticleStore } from '../src/articles/article-store.ts';
import type { CallbackStore, KnownDelivery } from '../src/articles/callback-store.ts';
import { toResult } from '../src/articles/representations/result.ts';
import { isAppError } from '../src/errors.ts';
import type { Logger } from '../src/logger.ts';
import { type DeliveryJob, deliveryJobSchema } from '../src/queue/delivery-queue.ts';
import type { WebhookMetrics } from '../src/telemetry/metrics/webhooks.ts';
import { NO_TRACING, type Tracing } from '../src/telemetry/trace.ts';
import { type Endpoint, type EndpointBoard, endpointOf } from '../src/webhooks/endpoint-board.ts';
import { type Resolve, resolveByName } from '../src/webhooks/public-lookup.ts';
import type { Attempt } from '../src/webhooks/send-webhook.ts';
import { webhookHeaders } from '../src/webhooks/signature.ts';
import type { HostLimit } from './host-limit.ts';
import { sendTraced } from './send-traced.ts';

/** Standard Webhooks: 15 to 30 seconds. */
const TIMEOUT_MS = 15_000;

export interface DeliverOptions {
  readonly articles: Pick<ArticleStore, 'find'>;
  readonly callbacks: CallbackStore;
  readonly endpoints: EndpointBoard;
  /** What messages are signed with, at least one. */
  readonly secrets: readonly string[];
  readonly allowPrivate: boolean;
  readonly metrics: WebhookMetrics;
  readonly logger: Logger;
  readonly hosts: HostLimit;
  /** Unset: nothing is traced, and receivers are sent no `traceparent`. */
  readonly tracing?: Tracing;
  readonly timeoutMs?: number;
  readonly resolve?: Resolve;
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

/** Posts what a job names, unless that is done or of no use any more, and notes what became of it. @throws HostBusy where its host has enough in hand. */
export async function deliver(
  job: Job<DeliveryJob>,
  signal: AbortSignal,
  options: DeliverOptions,
): Promise<void> {
  const { article, delivery: id } = deliveryJobSchema.parse(job.data);
  const found = await options.articles.find(article).catch((error: unknown) => {
    if (isAppError(error) && error.code === 'article_expired') return undefined;
    throw error;
  });
  const delivery = await options.callbacks.read(article, id);
  if (!found || !delivery || delivery.state === 'delivered' || delivery.state === 'superseded') return;
  const { status, revision } = found.record;
  // Of the revision that there is by now everybody hears by a delivery of its own.
  if (revision !== delivery.revision)
    return await options.callbacks.settle(article, { ...delivery, state: 'superseded' });
  // It is being enriched again; whoever finishes it queues this once more.
  if (status !== 'enriched' && status !== 'failed') return;
  await attempt(job, { found, delivery, signal }, options);
}

interface Due {
  readonly found: StoredArticle;
  readonly delivery: KnownDelivery & { readonly url: string };
  readonly signal: AbortSignal;
}

async function attempt(job: Job<DeliveryJob>, due: Due, options: DeliverOptions): Promise<void> {
  const { callbacks, endpoints, logger, metrics, now = () => new Date() } = options;
  const { found, delivery } = due;
  const endpoint = endpointOf(delivery.url);
  const { host } = new URL(endpoint.url);
  const disablement = await endpoints.disablement(endpoint);
  const result: Attempt =
    disablement === null
      ? await options.hosts.lend(host, () => send(due, options))
      : { outcome: 'refused', status: null, reason: `its endpoint is disabled: ${disablement}` };
  const article = found.record.id;
  const told = {
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
    logger.info(told, 'webhook delivered');
    return;
  }
  const { reason } = result;
  logger.warn({ ...told, reason }, 'webhook not delivered');
  if (disablement === null) await endpoints.noteFailed(endpoint, result.status, reason, now());
  const isLast = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
  if (result.outcome === 'failed' && !isLast) throw new AttemptFailed(reason, result.retryAfterMs);
  await callbacks.settle(article, { ...delivery, state: 'failed', reason });
  const grave = await graveReason(result, { endpoint, delivery, attempts: job.attemptsMade + 1 }, endpoints);
  if (grave !== undefined) {
    await endpoints.disable(endpoint, grave, now());
    logger.error({ endpoint: endpoint.id, host, reason: grave }, 'webhook endpoint disabled');
  }
  throw new UnrecoverableError(reason);
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

async function send(
  { found, delivery, signal }: Due,
  { secrets, allowPrivate, ...options }: DeliverOptions,
): Promise<Attempt> {
  const { timeoutMs = TIMEOUT_MS, resolve = resolveByName, now = () => new Date() } = options;
  const body = messageText(found, delivery);
  const signed = webhookHeaders({ id: delivery.id, sentAt: now(), body }, secrets);
  const headers = { 'Content-Type': 'application/json; charset=utf-8', ...signed };
  const sending = { allowPrivate, resolve, timeoutMs, now, signal };
  return await sendTraced({ url: delivery.url, headers, body }, sending, options.tracing ?? NO_TRACING);
}

/** The same at every attempt. */
function messageText(found: StoredArticle, { queuedAt }: KnownDelivery): string {
  const { status, enrichedAt } = found.record;
  const isEnriched = status === 'enriched';
  return JSON.stringify({
    type: isEnriched ? 'article.enriched' : 'article.failed',
    timestamp: (isEnriched ? enrichedAt : null) ?? queuedAt,
    data: toResult(found),
  });
}
