import { BlockList, isIP } from 'node:net';
import { z } from 'zod';
import type { ApiKey } from '../src/api-keys.ts';
import type { RedisTarget } from '../src/redis/target.ts';
import { envSchema } from './env.ts';
import { groupProblems, redisTarget } from './redis-target.ts';

/** The settings of a process, grouped by topic. */
export interface Config {
  readonly http: {
    readonly host: string;
    readonly port: number;
    readonly maxBodyBytes: number;
    /** The time zone (IANA) of dates that name none. */
    readonly timeZone: string;
    /** Shared by all requests. */
    readonly maxBufferedBytes: number;
    readonly keys: readonly ApiKey[];
    readonly adminReadWrite: boolean;
    readonly rateLimitPerMinute: number;
    readonly maxQueueAgeSeconds: number;
    /** A share, 0 to 1. */
    readonly minRedisHeadroom: number;
  };
  /** The Redis of articles and queues. */
  readonly redis: RedisTarget;
  /** The Redis of the quote cache. */
  readonly cache: RedisTarget;
  readonly quotes: {
    readonly providers: readonly string[];
    /** Scheme and host of each provider. */
    readonly origins: Readonly<Record<string, string>>;
    /** Scheme and host of closing prices, for each provider. */
    readonly historyOrigins: Readonly<Record<string, string>>;
    readonly ttlSeconds: number;
    readonly timeoutMs: number;
  };
  readonly articles: {
    readonly ttlSeconds: number;
    readonly minConfidence: number;
    readonly linkTarget: string;
    readonly unlinkFalseMentions: boolean;
    readonly linkRepeats: boolean;
  };
  readonly feed: { readonly maxLength: number };
  readonly webhooks: {
    /** Empty: callbacks are refused. */
    readonly secrets: readonly string[];
    readonly allowPrivate: boolean;
    /** Ports that callbacks may use, besides 80 and 443. */
    readonly ports: readonly number[];
  };
  readonly worker: {
    readonly concurrency: number;
    readonly reconcileIntervalMs: number;
    /** The address of the metrics server. Without a `metricsPort` there is none. */
    readonly host: string;
    readonly metricsPort: number | undefined;
  };
  readonly tracing: {
    /** The URL that spans are posted to. Unset: tracing is off. */
    readonly url: string | undefined;
    readonly headers: Readonly<Record<string, string>>;
    /** A share, 0 to 1. */
    readonly ratio: number;
  };
  readonly log: { readonly level: string };
  readonly shutdown: { readonly graceMs: number };
}

/** Thrown if settings cannot be used. The message has a line for each problem, and no secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the settings from an environment. A blank variable counts as unset.
 * @throws ConfigError that lists every problem at once.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const set = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const parsed = envSchema.safeParse(set);
  const problems = [
    ...(parsed.success ? [] : [z.prettifyError(parsed.error)]),
    ...exposureOf(set),
    ...groupProblems(set),
  ];
  if (!parsed.success || problems.length > 0)
    throw new ConfigError(`The settings cannot be used:\n${problems.join('\n')}`);
  return deepFreeze(grouped(parsed.data));
}

/**
 * Returns a problem if other machines could call the API without a key. It is found even if another
 * setting is invalid.
 */
function exposureOf(set: Readonly<Record<string, string | undefined>>): readonly string[] {
  const host = envSchema.shape.HOST.safeParse(set.HOST).data;
  const keys = envSchema.shape.API_KEYS.safeParse(set.API_KEYS).data;
  if (host === undefined || keys === undefined || keys.length > 0 || isLoopback(host)) return [];
  return [
    `✖ HOST=${host} opens the API to other machines, and API_KEYS is not set: set API_KEYS to name:scope+scope:secret,… or HOST to 127.0.0.1`,
  ];
}

function grouped(values: z.infer<typeof envSchema>): Config {
  const redis = redisTarget(values);
  return {
    http: {
      host: values.HOST,
      port: values.PORT,
      maxBodyBytes: values.MAX_BODY_BYTES,
      timeZone: values.DEFAULT_TIME_ZONE,
      // A feed may be four times as large as an article.
      maxBufferedBytes: Math.max(values.MAX_BUFFERED_BYTES, 6 * values.MAX_BODY_BYTES),
      keys: values.API_KEYS,
      adminReadWrite: values.ADMIN_READ_WRITE,
      rateLimitPerMinute: values.RATE_LIMIT_PER_MINUTE,
      maxQueueAgeSeconds: values.MAX_QUEUE_AGE_SECONDS,
      minRedisHeadroom: values.MIN_REDIS_HEADROOM,
    },
    redis,
    cache: values.REDIS_CACHE_URL ? { kind: 'single', url: values.REDIS_CACHE_URL } : redis,
    quotes: {
      providers: values.QUOTE_PROVIDERS,
      origins: {
        tencent: values.TENCENT_QUOTE_URL,
        sina: values.SINA_QUOTE_URL,
        eastmoney: values.EASTMONEY_QUOTE_URL,
      },
      historyOrigins: { tencent: values.TENCENT_HISTORY_URL, eastmoney: values.EASTMONEY_HISTORY_URL },
      ttlSeconds: values.QUOTE_TTL_SECONDS,
      timeoutMs: values.QUOTE_TIMEOUT_MS,
    },
    articles: {
      ttlSeconds: values.ARTICLE_TTL_SECONDS,
      minConfidence: values.MIN_CONFIDENCE,
      linkTarget: values.LINK_TARGET,
      unlinkFalseMentions: values.UNLINK_FALSE_MENTIONS,
      linkRepeats: values.LINK_REPEATS,
    },
    feed: { maxLength: values.FEED_MAX_LENGTH },
    webhooks: {
      secrets: values.WEBHOOK_SECRET,
      allowPrivate: values.WEBHOOK_ALLOW_PRIVATE,
      ports: values.WEBHOOK_PORTS,
    },
    worker: {
      concurrency: values.WORKER_CONCURRENCY,
      reconcileIntervalMs: values.RECONCILE_INTERVAL_SECONDS * 1000,
      host: values.HOST,
      metricsPort: values.METRICS_PORT,
    },
    tracing: {
      url: values.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? tracesOf(values.OTEL_EXPORTER_OTLP_ENDPOINT),
      headers: Object.fromEntries(values.OTEL_EXPORTER_OTLP_HEADERS),
      ratio: values.OTEL_TRACES_SAMPLER_ARG,
    },
    log: { level: values.LOG_LEVEL },
    shutdown: { graceMs: values.SHUTDOWN_GRACE_MS },
  };
}

/** Returns the URL for traces: OTLP appends `/v1/traces` to the endpoint of a collector. */
function tracesOf(endpoint: string | undefined): string | undefined {
  if (endpoint === undefined) return undefined;
  let base = endpoint;
  while (base.endsWith('/')) base = base.slice(0, -1);
  return `${base}/v1/traces`;
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/**
 * Returns whether a host is certainly the loopback. Other names may resolve to it too, but that
 * shows only once the server listens.
 */
function isLoopback(host: string): boolean {
  const family = isIP(host);
  return family === 0
    ? host.toLowerCase() === 'localhost'
    : LOOPBACK.check(host, family === 4 ? 'ipv4' : 'ipv6');
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) deepFreeze(part);
  return Object.freeze(value);
}
