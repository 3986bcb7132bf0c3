import { z } from 'zod';
import {
  addresses,
  endpoint,
  flag,
  LINK_SITES,
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

/** Every setting: its form, its default and what it does. */
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
    .describe('The Redis of articles and queues: noeviction, append-only file on.'),
  REDIS_SENTINELS: addresses
    .optional()
    .describe(
      "Sentinels, as host:port,…: the primary that they name takes the place of REDIS_URL's host, whose user, password, database and rediss stay in force (rediss for the sentinels, too).",
    ),
  REDIS_SENTINEL_NAME: z
    .string()
    .optional()
    .describe('What the sentinels call their primary; needed with REDIS_SENTINELS.'),
  REDIS_SENTINEL_PASSWORD: z
    .string()
    .optional()
    .describe('The password of the sentinels themselves; unset: they demand none.'),
  REDIS_CLUSTER_NODES: addresses
    .optional()
    .describe(
      "Nodes of a Redis Cluster, as host:port,…, by which all others are found: they take the place of REDIS_URL's host, whose user, password and rediss stay in force for every node.",
    ),
  REDIS_CACHE_URL: redisUrl
    .optional()
    .describe('The Redis of cached quotes, a plain one; unset: they are where the articles are.'),
  API_KEYS: z
    .string()
    .default('')
    .transform(parseKeys)
    .describe(
      'Who may call: name:scope+scope:secret,… with the scopes submit, read, operate; a name may have several, while they rotate. Unset: everybody, on a loopback HOST only.',
    ),
  ADMIN_READ_WRITE: flag.default(false).describe('Whether the dashboard may retry, pause and remove jobs.'),
  QUOTE_PROVIDERS: names
    .default(['tencent', 'sina', 'eastmoney'])
    .describe('The quote providers in the order in which they are asked.'),
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
    .describe('How long a quote is used before it is asked for again while the market trades.'),
  QUOTE_TIMEOUT_MS: positive
    .max(600_000)
    .default(4000)
    .describe('The longest that quotes may delay an article, whatever the providers do.'),
  LINK_TARGET: z
    .string()
    .refine((text) => LINK_SITES.includes(text) || /^https?:\/\/.*\{ticker\}/.test(text), {
      error: `Expected ${LINK_SITES.join(', ')} or a URL with {ticker} in it`,
    })
    .default('sina')
    .describe('Where company names link to: a site or a template with {ticker}.'),
  MIN_CONFIDENCE: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('From which confidence on a mention is genuine.'),
  UNLINK_FALSE_MENTIONS: flag
    .default(false)
    .describe('Whether the wrong links of mentions that are not genuine are disabled.'),
  LINK_REPEATS: flag
    .default(true)
    .describe(
      "Whether later occurrences of a company's name, without the publisher's markup, are linked too.",
    ),
  ARTICLE_TTL_SECONDS: positive.default(7 * 86_400).describe('How long an article can be read.'),
  FEED_MAX_LENGTH: positive
    .default(1_000_000)
    .describe('About how many finished articles the feed keeps; the oldest go first.'),
  MAX_BODY_BYTES: positive.default(5 * 1024 * 1024).describe('The largest article that is taken, inflated.'),
  DEFAULT_TIME_ZONE: timeZone
    .default('Asia/Shanghai')
    .describe('The zone of dates that name none, in articles and in JSON; CST is always +08:00.'),
  MAX_BUFFERED_BYTES: positive
    .default(96 * 1024 * 1024)
    .describe(
      'How many bytes of bodies, inflated, and of large answers one API process holds for all requests together (503 beyond); six times MAX_BODY_BYTES if that is more.',
    ),
  MAX_QUEUE_AGE_SECONDS: positive
    .default(300)
    .describe('From which age of the oldest waiting article on no more are taken (503).'),
  MIN_REDIS_HEADROOM: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(0.05)
    .describe("The share of Redis' maxmemory that must be free for articles to be taken (503 else)."),
  RATE_LIMIT_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(0)
    .default(60_000)
    .describe(
      'How many requests each of the API_KEYS may make of one API process in a minute, each line of NDJSON, each item of a feed and each ticker of /v1/quotes counted; 0: any number.',
    ),
  WEBHOOK_SECRET: z
    .string()
    .default('')
    .transform(parseWebhookSecrets)
    .describe(
      'What webhooks are signed with: whsec_ and 24 to 64 bytes in base64; several, parted by commas, while they rotate. Unset: callbacks are refused.',
    ),
  WEBHOOK_ALLOW_PRIVATE: flag
    .default(false)
    .describe('Whether webhooks may go to private, loopback and link-local addresses, and to any port.'),
  WEBHOOK_PORTS: ports
    .default([])
    .describe('Ports that webhooks may go to besides 80 and 443, separated by commas.'),
  WORKER_CONCURRENCY: positive
    .default(16)
    .describe('How many articles one worker process has in hand at a time.'),
  RECONCILE_INTERVAL_SECONDS: positive
    .max(3600)
    .default(20)
    .describe(
      'How often the workers, one of them at a time, finish what a process that died or a full Redis has left undone.',
    ),
  METRICS_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .optional()
    .describe('The port on HOST at which a worker serves /metrics; unset: it opens none.'),
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint
    .optional()
    .describe(
      'The collector that traces are sent to, as OTLP over HTTP at /v1/traces. Unset: nothing is traced.',
    ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint
    .optional()
    .describe('The whole URL that traces are sent to, instead.'),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .default('')
    .transform(parseOtlpHeaders)
    .describe('What the collector is sent along, such as its key: name=value,… with URL-encoded values.'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe('The share of the traces begun here that is kept; callers decide about their own.'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('The least severe level that is logged.'),
  SHUTDOWN_GRACE_MS: positive
    .default(10_000)
    .describe('How long a process that was asked to stop may take to finish its work.'),
});
