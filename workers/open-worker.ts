import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Worker } from 'bullmq';
import type { EnrichOptions } from '../src/articles/enrich-article.ts';
import { ArticleClaims } from '../src/articles/lifecycle/article-claims.ts';
import { queueState } from '../src/queue/queue-state.ts';
import { storeNow } from '../src/redis/clock.ts';
import { connected } from '../src/redis/connect.ts';
import { WORKER_CONNECTION } from '../src/redis/connections.ts';
import type { ShutdownStep } from '../src/shutdown.ts';
import { registerWorkerGauge } from '../src/telemetry/metrics/worker.ts';
import { serveMetrics } from '../src/telemetry/metrics-server.ts';
import { createDeliveryWorker } from '../src/webhooks/delivery-worker.ts';
import { openQuotes, type QuoteSettings } from '../src/wiring/quotes.ts';
import { openStore, type StoreSettings } from '../src/wiring/store.ts';
import type { Telemetry } from '../src/wiring/telemetry.ts';
import { createEnrichmentWorker } from './enrichment-worker.ts';
import { PeriodicReconcile } from './periodic-reconcile.ts';
import { StallDetector } from './stall-detector.ts';

/** How long to wait for the Redis of the quote cache. Cached quotes save requests to providers. */
const CACHE_TIMEOUT_MS = 1000;

export interface WorkerSettings extends StoreSettings, QuoteSettings {
  readonly articles: StoreSettings['articles'] &
    Pick<EnrichOptions, 'minConfidence' | 'linkTarget' | 'unlinkFalseMentions' | 'linkRepeats'>;
  readonly worker: {
    readonly concurrency: number;
    readonly reconcileIntervalMs: number;
    readonly host: string;
    /** Unset: the metrics are not served. */
    readonly metricsPort: number | undefined;
  };
  readonly shutdown: { readonly graceMs: number };
}

export interface OpenWorker {
  readonly enrichment: Worker;
  /** The steps that close it, in order. */
  readonly closing: readonly ShutdownStep[];
}

/**
 * Assembles the worker, which starts at once.
 * @throws AppError `config_invalid` for an unknown quote provider.
 */
export async function openWorker(settings: WorkerSettings, telemetry: Telemetry): Promise<OpenWorker> {
  const { logger, metrics, tracing, redisLog } = telemetry;
  const { concurrency, reconcileIntervalMs, host, metricsPort } = settings.worker;
  const quotes = openQuotes(settings, telemetry);
  // A worker process is alive as long as Redis has a connection with its name.
  const connectionName = `tickerspan-worker-${randomUUID()}`;
  const store = openStore(settings, {
    connection: { ...WORKER_CONNECTION, connectionName },
    onError: redisLog.onError,
    onReady: (redis) => void redisLog.onReady(redis),
    tracing,
  });
  const { redis, queue, webhooks } = store;
  await connected(quotes.cache, CACHE_TIMEOUT_MS);
  const enrichment = createEnrichmentWorker({
    ...store,
    enrich: { quotes: quotes.source, closes: quotes.closes, ...settings.articles },
    claims: new ArticleClaims(redis, connectionName),
    concurrency,
    deliver: (id) => webhooks.deliveries.queueFinished(id),
    metrics: metrics.articles,
    logger,
    tracing,
  });
  // Without a secret no message can be signed, so deliveries wait for a worker that has one.
  const deliveryWorker =
    settings.webhooks.secrets.length > 0
      ? createDeliveryWorker({
          ...store,
          ...webhooks,
          ...settings.webhooks,
          metrics: metrics.webhooks,
          logger,
          tracing,
        })
      : undefined;
  const reconciling = new PeriodicReconcile({
    ...store,
    intervalMs: reconcileIntervalMs,
    metrics: metrics.articles,
    logger,
  });
  const stalls = new StallDetector(enrichment, {
    read: async () => queueState(queue.bull, (await storeNow(redis)).getTime()),
  });
  const isConsuming = () => stalls.isConsuming();
  registerWorkerGauge(metrics.registry, isConsuming);
  const metricsServer =
    metricsPort === undefined
      ? undefined
      : serveMetrics({ host, port: metricsPort, registry: metrics.registry, isConsuming });
  if (metricsServer) await once(metricsServer, 'listening');
  const closeWorkers = () =>
    Promise.all([
      enrichment.close(),
      deliveryWorker?.close(settings.shutdown.graceMs / 2),
      reconciling.close(),
    ]);
  return {
    enrichment,
    closing: [
      { name: 'workers', close: closeWorkers },
      { name: 'metrics', close: () => metricsServer?.close() },
      ...store.closing,
      ...quotes.closing,
      ...telemetry.closing,
    ],
  };
}
