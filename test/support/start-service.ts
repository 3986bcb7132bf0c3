import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { loadConfig } from '../../config/index.ts';
import { type ApiSettings, openApi } from '../../src/api.ts';
import type { ApiKey } from '../../src/api-keys.ts';
import type { CompletionNotifier } from '../../src/articles/lifecycle/completion-notifier.ts';
import type { AppOptions } from '../../src/http/app.ts';
import { createLogger } from '../../src/logger.ts';
import { PROVIDERS } from '../../src/quotes/providers/table.ts';
import { sha256 } from '../../src/sha256.ts';
import { NO_TRACING, type Tracing } from '../../src/telemetry/trace.ts';
import type { WebhookSettings } from '../../src/webhooks/webhooks.ts';
import type { QuoteSettings } from '../../src/wiring/quotes.ts';
import { telemetryOf } from '../../src/wiring/telemetry.ts';
import { openWorker } from '../../workers/open-worker.ts';
import { closeAll, tracked } from './open-resources.ts';

export interface Api extends AsyncDisposable {
  readonly url: string;
  readonly completions: CompletionNotifier;
  /** The route table with entries such as `get /v1/articles/:id`. */
  readonly routes: readonly string[];
  /** Returns the number of unfinished responses. */
  pending(): number;
}

export interface StartApiOptions extends Partial<Omit<AppOptions, 'keys'>>, Pick<ApiSettings, 'streaming'> {
  /** API keys with their secrets. If unset, no key is needed. */
  readonly keys?: readonly (Omit<ApiKey, 'digest'> & { readonly secret: string })[];
  readonly ttlSeconds?: number;
  /** The origin of every quote provider. If unset, no provider can be reached. */
  readonly quotesUrl?: string;
  /** If unset, callbacks are refused. */
  readonly webhooks?: WebhookSettings;
  readonly tracing?: Tracing;
}

/** The discard port, on which nothing listens. */
const UNREACHABLE_URL = 'http://127.0.0.1:9';

/** Starts the API in this process on a free port, with the product's own wiring and defaults. */
export async function startApi(redisUrl: string, options: StartApiOptions = {}): Promise<Api> {
  const {
    keys = [],
    ttlSeconds = 3600,
    quotesUrl = UNREACHABLE_URL,
    streaming,
    webhooks,
    tracing = NO_TRACING,
    ...http
  } = options;
  const config = loadConfig({ REDIS_URL: redisUrl, PORT: '0', RATE_LIMIT_PER_MINUTE: '0' });
  const settings = {
    ...config,
    http: {
      ...config.http,
      ...http,
      keys: keys.map(({ secret, ...key }) => ({ ...key, digest: sha256(secret) })),
    },
    articles: { ...config.articles, ttlSeconds },
    quotes: quoteSettings({ quotesUrl }),
    webhooks: webhooks ?? config.webhooks,
    ...(streaming ? { streaming } : {}),
  };
  const api = openApi(settings, telemetryOf(createLogger('silent', 'api'), tracing));
  await api.listen();
  const { app, server, closing, completions, pending } = api;
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return tracked('api', { url, completions, routes: routesOf(app), pending }, async () => {
    server.closeAllConnections();
    await closeAll(closing);
  });
}

function routesOf(app: Express): readonly string[] {
  return app.router.stack.flatMap(({ route }) =>
    route ? route.stack.slice(0, 1).map(({ method }) => `${method} ${route.path}`) : [],
  );
}

export interface RunningWorker extends AsyncDisposable {
  /** Returns its metrics in Prometheus' text format. */
  metrics(): Promise<string>;
  /** The providers that could not answer, in order. */
  readonly failures: readonly string[];
  /** The circuit breakers that opened or closed, in order. */
  readonly circuits: readonly (readonly [provider: string, isOpen: boolean])[];
}

export interface WorkerOptions {
  readonly redisUrl: string;
  /** The origin of every quote provider. */
  readonly quotesUrl: string;
  readonly timeoutMs?: number;
  /** The providers' clock. */
  readonly now?: () => Date;
  /** How many articles it processes at a time; default 4. */
  readonly concurrency?: number;
  readonly tracing?: Tracing;
}

/**
 * Starts a worker in this process, with the product's own wiring and defaults. It delivers no
 * webhooks.
 */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const { redisUrl, concurrency = 4, tracing = NO_TRACING } = options;
  const failures: string[] = [];
  const circuits: (readonly [string, boolean])[] = [];
  const write = (line: string): void => {
    const { msg, provider } = JSON.parse(line);
    if (msg === 'no quotes') failures.push(provider);
    if (msg === 'provider circuit opened') circuits.push([provider, true]);
    if (msg === 'provider circuit closed') circuits.push([provider, false]);
  };
  const telemetry = telemetryOf(createLogger('info', 'worker', { destination: { write } }), tracing);
  const config = loadConfig({ REDIS_URL: redisUrl });
  const settings = { ...config, quotes: quoteSettings(options), worker: { ...config.worker, concurrency } };
  const { enrichment, closing } = await openWorker(settings, telemetry);
  await enrichment.waitUntilReady();
  const { registry } = telemetry.metrics;
  return tracked('worker', { failures, circuits, metrics: () => registry.metrics() }, () =>
    closeAll(closing),
  );
}

/** Returns settings that set every provider to one origin. */
function quoteSettings(
  options: Pick<WorkerOptions, 'quotesUrl' | 'timeoutMs' | 'now'>,
): QuoteSettings['quotes'] {
  const { quotesUrl, timeoutMs = 30_000, now } = options;
  const providers = Object.keys(PROVIDERS);
  const origins = Object.fromEntries(providers.map((name) => [name, quotesUrl]));
  return { providers, origins, historyOrigins: origins, ttlSeconds: 5, timeoutMs, ...(now ? { now } : {}) };
}
