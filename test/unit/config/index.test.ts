import { ConfigError, loadConfig } from '../../../config/index.ts';
import { sha256 } from '../../../src/sha256.ts';
import { LINK_SITES } from '../../../src/tickers/company-links.ts';

function problemOf(env: Readonly<Record<string, string | undefined>>): string {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('The settings were accepted');
}

test('an empty environment gives the defaults', () => {
  expect(loadConfig({})).toMatchObject({
    http: { host: '127.0.0.1', port: 8080, maxBodyBytes: 5 * 1024 * 1024, keys: [], adminReadWrite: false },
    redis: { kind: 'single', url: 'redis://127.0.0.1:6379' },
    cache: { kind: 'single', url: 'redis://127.0.0.1:6379' },
    quotes: { ttlSeconds: 5, timeoutMs: 4000 },
    articles: { ttlSeconds: 604_800, minConfidence: 0.5, linkTarget: 'sina', unlinkFalseMentions: false },
    log: { level: 'info' },
    shutdown: { graceMs: 10_000 },
  });
});

test('every default provider has an origin', () => {
  const { providers, origins } = loadConfig({}).quotes;
  expect(providers.length).toBeGreaterThan(0);
  for (const name of providers) expect(origins[name]).toMatch(/^https:\/\/[a-z0-9.]+$/);
});

test('known settings are read, and unknown variables are ignored', () => {
  const config = loadConfig({
    PORT: '0',
    REDIS_URL: 'rediss://user:word@redis.example.com:6380/2',
    QUOTE_PROVIDERS: ' sina , tencent,',
    SINA_QUOTE_URL: 'http://127.0.0.1:9000',
    MIN_CONFIDENCE: '0.75',
    UNLINK_FALSE_MENTIONS: 'true',
    PATH: '/bin',
  });
  expect(config.http.port).toBe(0);
  expect(config.cache).toEqual({ kind: 'single', url: 'rediss://user:word@redis.example.com:6380/2' });
  expect(config.quotes.providers).toEqual(['sina', 'tencent']);
  expect(config.quotes.origins).toMatchObject({ sina: 'http://127.0.0.1:9000' });
  expect(config.articles).toMatchObject({ minConfidence: 0.75, unlinkFalseMentions: true });
});

test.each(['', ' ', '\t'])('a variable that is %j counts as unset', (blank) => {
  expect(
    loadConfig({ PORT: blank, REDIS_URL: blank, API_KEYS: blank, MIN_CONFIDENCE: blank, HOST: blank }),
  ).toEqual(loadConfig({}));
});

test('every problem is reported at once, each with its variable', () => {
  const message = problemOf({
    PORT: '70000',
    REDIS_URL: 'http://127.0.0.1',
    LOG_LEVEL: 'loud',
    QUOTE_TTL_SECONDS: '0',
    QUOTE_TIMEOUT_MS: '1.5',
    MIN_CONFIDENCE: '2',
    ADMIN_READ_WRITE: 'yes',
    LINK_TARGET: 'bing',
    SINA_QUOTE_URL: 'https://hq.sinajs.cn/list',
    API_KEYS: 'a:submit:short',
  });
  for (const name of [
    'PORT',
    'REDIS_URL',
    'LOG_LEVEL',
    'QUOTE_TTL_SECONDS',
    'QUOTE_TIMEOUT_MS',
    'MIN_CONFIDENCE',
    'ADMIN_READ_WRITE',
    'LINK_TARGET',
    'SINA_QUOTE_URL',
    'API_KEYS',
  ]) {
    expect(message).toContain(name);
  }
});

test.each([
  ['PORT', [0, 8080, 65_535], [-1, 1.5, 65_536]],
  ['METRICS_PORT', [0, 9090, 65_535], [-1, 65_536]],
  ['MIN_CONFIDENCE', [0, 0.5, 1], [-0.1, 1.1]],
  ['MIN_REDIS_HEADROOM', [0, 0.05, 1], [-0.1, 1.1]],
  ['OTEL_TRACES_SAMPLER_ARG', [0, 0.5, 1], [-0.1, 1.1]],
  ['RATE_LIMIT_PER_MINUTE', [0, 1], [-1, 0.5]],
  ['QUOTE_TTL_SECONDS', [1, 600], [0, -1, 1.5]],
  ['QUOTE_TIMEOUT_MS', [1, 600_000], [0, 600_001]],
  ['ARTICLE_TTL_SECONDS', [1, 604_800], [0]],
  ['FEED_MAX_LENGTH', [1, 1_000_000], [0]],
  ['MAX_BODY_BYTES', [1], [0]],
  ['MAX_QUEUE_AGE_SECONDS', [1], [0]],
  ['WORKER_CONCURRENCY', [1, 64], [0]],
  ['RECONCILE_INTERVAL_SECONDS', [1, 3600], [0, 3601]],
  ['SHUTDOWN_GRACE_MS', [1], [0]],
])('%s may be %j and not %j', (name, allowed, refused) => {
  for (const value of allowed) expect(() => loadConfig({ [name]: String(value) })).not.toThrow();
  for (const value of refused) expect(problemOf({ [name]: String(value) })).toContain(name);
});

test('a public address without keys is reported together with all other problems', () => {
  const message = problemOf({ HOST: '0.0.0.0', PORT: '70000' });
  expect(message).toContain('HOST=0.0.0.0');
  expect(message).toContain('PORT');
});

test.each([
  '0.0.0.0',
  '0',
  '::',
  '::0',
  '0:0:0:0:0:0:0:0',
  '[::]',
  '::2',
  '1::1',
  '::ffff:0.0.0.0',
  '::ffff:192.168.0.7',
  'fe80::1',
  'fd00::1',
  '2001:db8::1',
  '192.168.0.7',
  '10.0.0.1',
  '172.17.0.1',
  '169.254.1.1',
  '128.0.0.1',
  '126.255.255.255',
  '127.0.0.999',
  'example.com',
  '127.0.0.1.example.com',
  'localhost.example.com',
  'my-localhost',
])('HOST=%s without API_KEYS is refused, and the message says what to set', (HOST) => {
  for (const API_KEYS of [undefined, '', ' , ']) {
    const message = problemOf({ HOST, API_KEYS });
    expect(message).toContain(`HOST=${HOST} opens the API to other machines, and API_KEYS is not set`);
    expect(message).toContain('set API_KEYS to name:scope+scope:secret,… or HOST to 127.0.0.1');
  }
});

test.each([
  '127.0.0.1',
  '127.1.2.3',
  '127.255.255.255',
  'localhost',
  'LOCALHOST',
  '::1',
  '0:0:0:0:0:0:0:1',
  '::ffff:127.0.0.1',
])('HOST=%s needs no API_KEYS', (HOST) => {
  expect(loadConfig({ HOST }).http.host).toBe(HOST);
});

test('an empty HOST means the loopback address', () => {
  expect(loadConfig({ HOST: '' }).http.host).toBe('127.0.0.1');
});

test('a name may have several secrets, and the settings store none of them as plain text', () => {
  const API_KEYS = 'feed:read:the-old-secret-of-feed,feed:read:the-new-secret-of-feed';
  const config = loadConfig({ API_KEYS });
  expect(config.http.keys.map(({ name }) => name)).toEqual(['feed', 'feed']);
  expect(JSON.stringify(config)).not.toContain('secret-of-feed');
});

test('with API keys, any HOST is allowed', () => {
  const { http } = loadConfig({
    HOST: '0.0.0.0',
    API_KEYS: 'feed:submit+read:0123456789abcdef,ops:operate:has:colons:in-it:x',
  });
  expect(http.keys).toEqual([
    { name: 'feed', scopes: ['submit', 'read'], digest: sha256('0123456789abcdef') },
    { name: 'ops', scopes: ['operate'], digest: sha256('has:colons:in-it:x') },
  ]);
});

test.each([
  'secretsecretsecretsecret',
  ':read:secretsecretsecretsecret',
  'feed::secretsecretsecretsecret',
  'feed:admin:secretsecretsecretsecret',
  'feed:read+:secretsecretsecretsecret',
  'feed:READ:secretsecretsecretsecret',
  'feed:read:secretsecret',
  'feed:read:secretsecret secretsecret',
  'feed:read:secretsecretsecretsecret\u00e9',
  'feed:read:secretsecretsecret\u5bc6\u7801\u5bc6\u7801',
  `feed:read:${'secretsecret'.repeat(50)}`,
  'ok:read:secretsecretsecretsecret,feed:secretsecretsecretsecret',
])('an invalid key is refused, and the message hides its secret: %s', (keys) => {
  const message = problemOf({ API_KEYS: keys });
  expect(message).toContain('API_KEYS');
  expect(message).not.toContain('secretsecret');
});

test.each([
  { REDIS_URL: 'redis//:hunter2hunter2@host' },
  { REDIS_URL: 'postgres://user:hunter2hunter2@host' },
  { REDIS_CACHE_URL: 'hunter2hunter2' },
  { TENCENT_QUOTE_URL: 'https://host/?token=hunter2hunter2' },
  { API_KEYS: 'a:read:hunter2hunter2,b:read:hunter2hunter2hunter2', PORT: 'x' },
])('no message contains a secret: %j', (env) => {
  expect(problemOf(env)).not.toContain('hunter2');
});

test('Sentinels replace the host in REDIS_URL, but not its credentials and database', () => {
  const { redis, cache } = loadConfig({
    REDIS_URL: 'rediss://user:p%40ss@nobody:1/2',
    REDIS_SENTINELS: ' 10.0.0.1:26379, sentinel.example.com:26380,[::1]:26381,',
    REDIS_SENTINEL_NAME: 'articles',
    REDIS_SENTINEL_PASSWORD: 'word',
  });
  expect(redis).toEqual({
    kind: 'sentinel',
    sentinels: [
      { host: '10.0.0.1', port: 26379 },
      { host: 'sentinel.example.com', port: 26380 },
      { host: '::1', port: 26381 },
    ],
    name: 'articles',
    sentinelPassword: 'word',
    access: { username: 'user', password: 'p@ss', database: 2, tls: true },
  });
  expect(cache).toEqual(redis);
});

test('cluster nodes replace the host in REDIS_URL, and the cache may have its own Redis', () => {
  const { redis, cache } = loadConfig({
    REDIS_URL: 'redis://:100%@nobody',
    REDIS_CLUSTER_NODES: '10.0.0.1:7000',
    REDIS_CACHE_URL: 'redis://cache:6380',
  });
  expect(redis).toEqual({
    kind: 'cluster',
    nodes: [{ host: '10.0.0.1', port: 7000 }],
    access: { username: undefined, password: '100%', database: 0, tls: false },
  });
  expect(cache).toEqual({ kind: 'single', url: 'redis://cache:6380' });
});

test.each([
  [{ REDIS_SENTINELS: 'a:1', REDIS_SENTINEL_NAME: 'x', REDIS_CLUSTER_NODES: 'a:2' }, /are both set/],
  [{ REDIS_SENTINELS: 'a:1' }, /REDIS_SENTINELS needs REDIS_SENTINEL_NAME/],
  [{ REDIS_SENTINEL_NAME: 'x' }, /mean nothing without REDIS_SENTINELS/],
  [{ REDIS_SENTINEL_PASSWORD: 'hunter2' }, /mean nothing without REDIS_SENTINELS/],
  [{ REDIS_CLUSTER_NODES: 'a:1', REDIS_URL: 'redis://:hunter2@a/3' }, /no database but 0/],
  [{ REDIS_SENTINELS: 'a:1', PORT: 'x' }, /PORT[\s\S]*REDIS_SENTINELS needs/],
])('settings that exclude each other are refused: %j', (env, problem) => {
  expect(problemOf(env)).toMatch(problem);
  expect(problemOf(env)).not.toContain('hunter2');
});

test.each([
  'a',
  'a:',
  ':1',
  'a:0',
  'a:65536',
  'a:1;b:2',
  'a:1,b',
  ',',
  'redis://:hunter2@a:1',
  '::1:1',
  'a b:1',
])('REDIS_CLUSTER_NODES and REDIS_SENTINELS may not be %s', (addresses) => {
  const message = problemOf({ REDIS_CLUSTER_NODES: addresses });
  expect(message).toMatch(/host:port[\s\S]*REDIS_CLUSTER_NODES/);
  expect(message).not.toContain('hunter2');
  expect(problemOf({ REDIS_SENTINELS: addresses, REDIS_SENTINEL_NAME: 'x' })).toContain('REDIS_SENTINELS');
});

const webhookSecret = (bytes: number) => `whsec_${Buffer.alloc(bytes, 'hunter2').toString('base64')}`;

test('webhooks are signed with every configured secret, and there is none by default', () => {
  expect(loadConfig({}).webhooks).toEqual({ secrets: [], allowPrivate: false, ports: [] });
  const { webhooks } = loadConfig({
    WEBHOOK_SECRET: ` ${webhookSecret(24)}, ${webhookSecret(64)},`,
    WEBHOOK_ALLOW_PRIVATE: 'true',
  });
  expect(webhooks).toEqual({
    secrets: [webhookSecret(24), webhookSecret(64)],
    allowPrivate: true,
    ports: [],
  });
});

test('WEBHOOK_PORTS accepts only port numbers', () => {
  expect(loadConfig({ WEBHOOK_PORTS: '8443, 9443' }).webhooks.ports).toEqual([8443, 9443]);
  for (const WEBHOOK_PORTS of ['0', '65536', '8443;9443', 'https', '-1', '8443,'])
    expect(problemOf({ WEBHOOK_PORTS })).toContain('WEBHOOK_PORTS');
});

test.each([
  'hunter2hunter2hunter2hunter2hunter2hunter2',
  webhookSecret(23),
  webhookSecret(65),
  `${webhookSecret(32)}!`,
  `${webhookSecret(32)},${webhookSecret(8)}`,
])('an invalid webhook secret is refused, and the message hides it: %s', (WEBHOOK_SECRET) => {
  const message = problemOf({ WEBHOOK_SECRET });
  expect(message).toContain('WEBHOOK_SECRET');
  expect(message).not.toContain(Buffer.from('hunter2').toString('base64').slice(0, 8));
  expect(message).not.toContain('hunter2');
});

test.each([...LINK_SITES, 'https://example.com/{ticker}'])('LINK_TARGET may be %s', (LINK_TARGET) => {
  expect(loadConfig({ LINK_TARGET }).articles.linkTarget).toBe(LINK_TARGET);
});

test.each([
  'javascript:alert("{ticker}")',
  'https://example.com/',
  '{ticker}',
  '//example.com/{ticker}',
  'constructor',
])('LINK_TARGET may not be %s', (LINK_TARGET) => {
  expect(problemOf({ LINK_TARGET })).toContain('LINK_TARGET');
});

test('the settings are deeply frozen', () => {
  const config = loadConfig({ API_KEYS: 'feed:submit:0123456789abcdef' });
  const parts: object[] = [config];
  for (const part of parts) {
    expect(Object.isFrozen(part)).toBe(true);
    parts.push(...Object.values(part).filter((value) => typeof value === 'object' && value !== null));
  }
  expect(parts.length).toBeGreaterThan(8);
});

test('reading the settings does not change the environment', () => {
  const env = Object.freeze({ PORT: '1', API_KEYS: '' });
  expect(() => loadConfig(env)).not.toThrow();
});

test.each([
  [{}, undefined],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' }, 'http://127.0.0.1:4318/v1/traces'],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otlp.example.com/otlp/' },
    'https://otlp.example.com/otlp/v1/traces',
  ],
  [
    {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.example.com/in',
    },
    'https://traces.example.com/in',
  ],
])('with %j, traces are sent to %s', (env, url) => {
  expect(loadConfig(env).tracing).toEqual({ url, headers: {}, ratio: 1 });
});

test('the collector gets the configured headers, decoded', () => {
  const { headers } = loadConfig({
    OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Bearer%20a%2Cb==, x-team = news,',
  }).tracing;
  expect(headers).toEqual({ authorization: 'Bearer a,b==', 'x-team': 'news' });
});

test.each([
  'hunter2',
  'a=hunter2,=hunter2',
  'a b=hunter2',
  'a=hunter2 hunter2',
  'a=%zzhunter2',
  'a=hunter2%0d%0ab',
  'a=hunter2é',
])('invalid headers for the collector are refused, and the message hides them: %s', (headers) => {
  const message = problemOf({ OTEL_EXPORTER_OTLP_HEADERS: headers });
  expect(message).toContain('OTEL_EXPORTER_OTLP_HEADERS');
  expect(message).not.toContain('hunter2');
});

test.each([
  { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318/hunter2' },
  { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'grpc://:hunter2@collector:4317' },
  { OTEL_TRACES_SAMPLER_ARG: '1.5' },
])('an invalid collector URL is refused: %j', (env) => {
  const message = problemOf(env);
  expect(message).toContain(Object.keys(env)[0]);
  expect(message).not.toContain('hunter2');
});
