import { z } from 'zod';
import { LINK_SITES } from '../src/tickers/company-links.ts';
import {
  addresses,
  endpoint,
  flag,
  names,
  origin,
  parseKeys,
  parseOtlpHeaders,
  parseWebhookSecrets,
  ports,
  positive,
  redisUrl,
  timeZone,
} from './setting-forms.ts';

/** Every setting: its schema, its default and its description. */
export const envSchema = z.object({
  HOST: z.string().min(1).default('127.0.0.1').describe('The address that the API listens on.'),
  PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(8080)
    .describe('The port that the API listens on.'),
  REDIS_URL: redisUrl
    .default('redis://127.0.0.1:6379')
    .describe(
      'The Redis for articles and queues. It needs maxmemory-policy noeviction and an append-only file.',
    ),
  REDIS_SENTINELS: addresses
    .optional()
    .describe(
      'Sentinels, as host:port,…. The primary that they name replaces the host of REDIS_URL. Its user, password, database and rediss still apply (rediss to the sentinels, too).',
    ),
  REDIS_SENTINEL_NAME: z
    .string()
    .optional()
    .describe("The name of the primary in the sentinels' configuration. Required with REDIS_SENTINELS."),
  REDIS_SENTINEL_PASSWORD: z
    .string()
    .optional()
    .describe('The password of the sentinels themselves. Unset: none.'),
  REDIS_CLUSTER_NODES: addresses
    .optional()
    .describe(
      'Some nodes of a Redis Cluster, as host:port,…; the others are discovered. They replace the host of REDIS_URL. Its user, password and rediss apply to every node.',
    ),
  REDIS_CACHE_URL: redisUrl
    .optional()
    .describe('The Redis for cached quotes, a single server. Unset: the same as for articles.'),
  API_KEYS: z
    .string()
    .default('')
    .transform(parseKeys)
    .describe(
      'Who may call the API: name:scope+scope:secret,… with the scopes submit, read, operate. A name may have several keys during a rotation. Unset: everybody, and only on a loopback HOST.',
    ),
  ADMIN_READ_WRITE: flag.default(false).describe('Allow the dashboard to retry, pause and remove jobs.'),
  QUOTE_PROVIDERS: names
    .default(['tencent', 'sina', 'eastmoney'])
    .describe('The quote providers, in the order in which they are asked.'),
  TENCENT_QUOTE_URL: origin.default('https://qt.gtimg.cn').describe("Scheme and host of Tencent's quotes."),
  SINA_QUOTE_URL: origin.default('https://hq.sinajs.cn').describe("Scheme and host of Sina's quotes."),
  EASTMONEY_QUOTE_URL: origin
    .default('https://push2.eastmoney.com')
    .describe("Scheme and host of Eastmoney's quotes."),
  TENCENT_HISTORY_URL: origin
    .default('https://web.ifzq.gtimg.cn')
    .describe("Scheme and host of Tencent's closing prices."),
  EASTMONEY_HISTORY_URL: origin
    .default('https://push2his.eastmoney.com')
    .describe("Scheme and host of Eastmoney's closing prices."),
  QUOTE_TTL_SECONDS: positive
    .default(5)
    .describe('How long a quote counts as fresh while its market trades.'),
  QUOTE_TIMEOUT_MS: positive
    .max(600_000)
    .default(4000)
    .describe('The longest time that quotes may delay an article.'),
  LINK_TARGET: z
    .string()
    .refine((text) => LINK_SITES.some((site) => site === text) || /^https?:\/\/.*\{ticker\}/.test(text), {
      error: `Expected ${LINK_SITES.join(', ')} or a URL with {ticker} in it`,
    })
    .default('sina')
    .describe('Where company names link to: one of the sites, or a URL template with {ticker}.'),
  MIN_CONFIDENCE: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('Mentions with at least this confidence are genuine.'),
  UNLINK_FALSE_MENTIONS: flag
    .default(false)
    .describe("Disable the publisher's links of mentions that are not genuine."),
  LINK_REPEATS: flag
    .default(true)
    .describe("Also link later occurrences of a company's name that have no markup."),
  ARTICLE_TTL_SECONDS: positive.default(7 * 86_400).describe('How long an article is kept.'),
  FEED_MAX_LENGTH: positive
    .default(1_000_000)
    .describe('About how many finished articles the feed keeps. The oldest are removed first.'),
  MAX_BODY_BYTES: positive
    .default(5 * 1024 * 1024)
    .describe('The largest article that is accepted, after decompression.'),
  DEFAULT_TIME_ZONE: timeZone
    .default('Asia/Shanghai')
    .describe('The time zone of dates that name none, in articles and in JSON. CST is always +08:00.'),
  MAX_BUFFERED_BYTES: positive
    .default(96 * 1024 * 1024)
    .describe(
      'How many bytes of decompressed bodies and large answers one API process holds for all requests together. Above it, the answer is 503. At least six times MAX_BODY_BYTES.',
    ),
  MAX_QUEUE_AGE_SECONDS: positive
    .default(300)
    .describe('Refuse new articles (503) once the oldest queued one has waited this many seconds.'),
  MIN_REDIS_HEADROOM: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(0.05)
    .describe("Refuse new articles (503) while a smaller share of Redis' maxmemory is free."),
  RATE_LIMIT_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(0)
    .default(60_000)
    .describe(
      'How many requests each of the API_KEYS may make in a minute, counted over all API processes. Each line of NDJSON, each item of a feed and each ticker of /v1/quotes counts as a request. 0: any number.',
    ),
  WEBHOOK_SECRET: z
    .string()
    .default('')
    .transform(parseWebhookSecrets)
    .describe(
      'The secret that signs webhooks: whsec_ and 24 to 64 bytes in base64. Several, separated by commas, during a rotation. Unset: callbacks are refused.',
    ),
  WEBHOOK_ALLOW_PRIVATE: flag
    .default(false)
    .describe('Allow webhooks to private, loopback and link-local addresses, and to any port.'),
  WEBHOOK_PORTS: ports
    .default([])
    .describe('Ports that webhooks may use in addition to 80 and 443, separated by commas.'),
  WORKER_CONCURRENCY: positive
    .default(16)
    .describe('How many articles one worker process works on at a time.'),
  RECONCILE_INTERVAL_SECONDS: positive
    .max(3600)
    .default(20)
    .describe('How often a worker completes what a dead process or a full Redis left undone.'),
  METRICS_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .optional()
    .describe('The port on HOST on which a worker serves /metrics. Unset: none.'),
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint
    .optional()
    .describe('The collector for traces, by OTLP over HTTP at /v1/traces. Unset: no traces.'),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint
    .optional()
    .describe('The complete URL for traces, instead of OTEL_EXPORTER_OTLP_ENDPOINT.'),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .default('')
    .transform(parseOtlpHeaders)
    .describe('Headers for the collector, such as its key: name=value,… with URL-encoded values.'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe(
      'The share of traces to keep. It applies to traces that begin here; callers decide about their own.',
    ),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('The lowest level that is logged.'),
  SHUTDOWN_GRACE_MS: positive
    .default(10_000)
    .describe('How long a process may take to finish its work after SIGTERM or SIGINT.'),
});
