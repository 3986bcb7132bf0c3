import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Express } from 'express';
import type { ExplainOptions } from './articles/explain-article.ts';
import { CompletionNotifier } from './articles/lifecycle/completion-notifier.ts';
import { FeedTail } from './feed/feed-tail.ts';
import { type AppOptions, createApp } from './http/app.ts';
import type { FeedResources } from './http/feed/get-feed.ts';
import { createHttpServer } from './http/server-options.ts';
import { storeStateReader } from './operations/store-state.ts';
import { createDrainEstimate } from './queue/drain-estimate.ts';
import { connected, connectRedis, connectSubscriber } from './redis/connect.ts';
import {
  LISTENER_CONNECTION,
  PRODUCER_CONNECTION,
  READER_CONNECTION,
  WORKER_CONNECTION,
} from './redis/connections.ts';
import type { ShutdownStep } from './shutdown.ts';
import { storeMetricsCollector } from './telemetry/store-metrics-collector.ts';
import { openQuotes, type QuoteSettings } from './wiring/quotes.ts';
import { openStore, type StoreSettings } from './wiring/store.ts';
import type { Telemetry } from './wiring/telemetry.ts';

/** How long to wait for Redis before accepting requests. */
const CONNECT_TIMEOUT_MS = 2000;

export interface ApiSettings extends StoreSettings, QuoteSettings {
  readonly articles: StoreSettings['articles'] & ExplainOptions;
  readonly http: AppOptions & { readonly host: string; readonly port: number };
  /** The timing of server-sent events. */
  readonly streaming?: NonNullable<FeedResources['streaming']>;
}

export interface Api {
  readonly app: Express;
  readonly server: Server;
  readonly completions: CompletionNotifier;
  /** Returns how many requests are being answered. */
  pending(): number;
  /**
   * Accepts requests. If Redis is down, it starts all the same and answers 503 until Redis is back.
   */
  listen(): Promise<void>;
  /** How to close it, in order. */
  readonly closing: readonly ShutdownStep[];
}

/** Assembles the API. @throws AppError `config_invalid` for an unknown quote provider. */
export function openApi(settings: ApiSettings, telemetry: Telemetry): Api {
  const { redis: target, http, streaming } = settings;
  const { logger, metrics, tracing, redisLog } = telemetry;
  const { onError } = redisLog;
  const quotes = openQuotes(settings, telemetry);
  const store = openStore(settings, {
    connection: PRODUCER_CONNECTION,
    readConnection: READER_CONNECTION,
    onError,
    onReady: (redis) => void redisLog.onReady(redis),
    tracing,
  });
  const listener = connectSubscriber(target, LISTENER_CONNECTION, onError);
  const completions = new CompletionNotifier(listener);
  const tail = new FeedTail({
    feed: store.feed,
    connect: () => connectRedis(target, WORKER_CONNECTION, onError),
  });
  const app = createApp(
    {
      ...store,
      completions,
      tail,
      ...(streaming ? { streaming } : {}),
      drain: createDrainEstimate(store.redis, store.queue),
      explaining: settings.articles,
      quotes: quotes.source,
      circuits: quotes.circuits,
      providers: quotes.providers,
      quoteTtlSeconds: settings.quotes.ttlSeconds,
      collectStoreMetrics: storeMetricsCollector(metrics.registry, storeStateReader(store), logger),
      logger,
      metrics,
      tracing,
    },
    http,
  );
  const { server, pending, stop } = createHttpServer(app);
  const stopAnswering = async (): Promise<void> => {
    // Requests that wait for a result are answered with what is known.
    completions.release();
    await Promise.all([tail.close(), stop()]);
  };
  return {
    app,
    server,
    completions,
    pending,
    async listen() {
      const clients = [store.redis, store.reads, quotes.cache];
      await Promise.all(clients.map((client) => connected(client, CONNECT_TIMEOUT_MS)));
      server.listen(http.port, http.host);
      await once(server, 'listening');
    },
    closing: [
      { name: 'http', close: stopAnswering },
      ...store.closing,
      { name: 'listener', close: () => listener.disconnect() },
      ...quotes.closing,
      ...telemetry.closing,
    ],
  };
}
