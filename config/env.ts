import { createHash } from 'node:crypto';
import { z } from 'zod';

const positive = z.coerce.number().int().positive();
const origin = z.url({ protocol: /^https?$/ }).refine((url) => /^https?:\/\/[^/?#]+\/?$/.test(url), {
  error: 'Expected scheme and host only, such as https://example.com',
});
const redisUrl = z.url({ protocol: /^rediss?$/, error: 'Expected a URL such as redis://127.0.0.1:6379' });
const addresses = z.string().transform(parseAddresses);
const endpoint = z.url({ protocol: /^https?$/, error: 'Expected a URL such as http://127.0.0.1:4318' });
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const names = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean),
  )
  .refine((list) => list.length > 0, { error: 'Expected at least one name' });

const LINK_SITES = ['sina', 'eastmoney', 'xueqiu', 'tencent', 'yahoo'];

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
      'How many requests each of the API_KEYS may make of one API process in a minute, each line of NDJSON and each item of a feed counted; 0: any number.',
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
    .describe('Whether webhooks may go to private, loopback and link-local addresses.'),
  WORKER_CONCURRENCY: positive
    .default(16)
    .describe('How many articles one worker process has in hand at a time.'),
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

export const SCOPES = ['submit', 'read', 'operate'] as const;
export type Scope = (typeof SCOPES)[number];

/** Where a server of a group of Redis servers listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

function parseAddresses(text: string, context: z.RefinementCtx): readonly Address[] {
  const entries = text
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
  const found = entries.flatMap((entry) => {
    const [, host, port] = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):(\d{1,5})$/.exec(entry) ?? [];
    if (host === undefined || Number(port) < 1 || Number(port) > 65_535) return [];
    return [{ host: host.replace(/^\[|\]$/g, ''), port: Number(port) }];
  });
  // What stands there instead may be a URL with a password in it.
  if (found.length === 0 || found.length < entries.length)
    context.addIssue({ code: 'custom', message: 'Expected host:port,… such as 10.0.0.1:6379,10.0.0.2:6379' });
  return found;
}

/** Who may call, for what, and the SHA-256 of the secret that proves it, in hexadecimal: the secret itself is not kept. */
export interface ApiKey {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly digest: string;
}

/** What fits into a header as it is, and is long enough not to be guessed. */
const API_SECRET = /^[\x21-\x7e]{16,512}$/;

/** The problem that is reported never holds a part of the setting: it is made of secrets. */
function parseKeys(text: string, context: z.RefinementCtx): readonly ApiKey[] {
  return text
    .split(',')
    .filter((entry) => entry.trim() !== '')
    .flatMap((entry, index) => {
      const [name = '', list = '', ...parts] = entry.trim().split(':');
      const scopes = list.split('+') as Scope[];
      const secret = parts.join(':');
      if (name !== '' && API_SECRET.test(secret) && scopes.every((scope) => SCOPES.includes(scope)))
        return [{ name, scopes, digest: createHash('sha256').update(secret).digest('hex') }];
      context.addIssue({
        code: 'custom',
        message: `Key ${index + 1} is not name:scope+scope:secret with the scopes ${SCOPES.join(', ')} and a secret of 16 to 512 visible ASCII characters`,
      });
      return [];
    });
}

/** The problem that is reported never holds a part of the setting. */
function parseWebhookSecrets(text: string, context: z.RefinementCtx): readonly string[] {
  const secrets = text
    .split(',')
    .map((secret) => secret.trim())
    .filter(Boolean);
  for (const [index, secret] of secrets.entries()) {
    const key = /^whsec_((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/.exec(secret)?.[1];
    const length = Buffer.from(key ?? '', 'base64').length;
    if (length < 24 || length > 64)
      context.addIssue({
        code: 'custom',
        message: `Secret ${index + 1} is not whsec_ and 24 to 64 bytes in base64: make one by: echo "whsec_$(openssl rand -base64 32)"`,
      });
  }
  return secrets;
}

/** The problem that is reported never holds a part of the setting: collectors are paid for by a key in a header. */
function parseOtlpHeaders(text: string, context: z.RefinementCtx): readonly (readonly [string, string])[] {
  const headers: [string, string][] = [];
  for (const [index, entry] of text.split(',').entries()) {
    if (entry.trim() === '') continue;
    const [, name, value = ''] = /^([\w!#$%&'*+.^`|~-]+)\s*=\s*([\x21-\x7e]+)$/.exec(entry.trim()) ?? [];
    const decoded = decodedHeader(value);
    if (name !== undefined && decoded !== undefined) headers.push([name.toLowerCase(), decoded]);
    else context.addIssue({ code: 'custom', message: `Header ${index + 1} is not name=value` });
  }
  return headers;
}

/** undefined: it cannot be sent. */
function decodedHeader(value: string): string | undefined {
  try {
    const decoded = decodeURIComponent(value);
    return /^[\x20-\x7e]+$/.test(decoded) ? decoded : undefined;
  } catch {
    return undefined;
  }
}
