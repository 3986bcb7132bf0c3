import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { main } from '../../../cli/main.ts';
import { ENRICHMENT_QUEUE, QUEUE_PREFIX } from '../../../src/queue/enrichment-queue.ts';
import { EndpointBoard, endpointOf } from '../../../src/webhooks/endpoint-board.ts';
import { type Exchange, startExchange } from '../../../tools/simulator/exchange.ts';
import { post } from '../../support/client.ts';
import { originsAt } from '../../support/start-process.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { startApi, startWorker } from '../../support/start-service.ts';

let exchange: Exchange;

beforeAll(async () => {
  exchange = await startExchange();
});

afterAll(() => exchange.close());

/** Runs the doctor and returns its findings and the lines that it prints. */
async function doctor(redisUrl: string, env: Record<string, string> = {}) {
  const run = async (...args: readonly string[]) => {
    const printed: string[] = [];
    const said: string[] = [];
    const out = {
      print: (line: string) => void printed.push(line),
      write: () => {},
      say: (line: string) => void said.push(line),
      progress: () => {},
    };
    const settings = { REDIS_URL: redisUrl, ...originsAt(exchange.url), ...env };
    const code = await main(['doctor', ...args], settings, out);
    return { code, printed, said: said.join('\n') };
  };
  const { code, printed, said } = await run('--json');
  const findings: readonly { part: string; state: string; detail: string }[] = printed.map((line) =>
    JSON.parse(line),
  );
  const of = (part: string) => findings.filter((finding) => finding.part === part);
  const faults = findings.filter(({ state }) => state === 'fault');
  return { code, said, findings, of, faults, text: (await run()).printed.join('\n') };
}

async function withRedis(
  use: (redis: Redis, server: RedisServer) => Promise<void>,
  ...options: readonly string[]
) {
  await using server = await startRedis(...options);
  const redis = new Redis(server.url);
  await use(redis, server).finally(() => redis.disconnect());
}

test('a healthy service has no faults, a line for each part, and the exit code 0', () =>
  withRedis(async (_redis, server) => {
    await using _worker = await startWorker({ redisUrl: server.url, quotesUrl: exchange.url });
    const { code, said, faults, of, text } = await doctor(server.url);
    expect(faults).toEqual([]);
    expect([code, said]).toEqual([0, 'no faults']);
    expect(of('redis')).toMatchObject([
      { state: 'ok', detail: expect.stringMatching(/^version \d.*noeviction/) },
    ]);
    expect(of('workers')).toMatchObject([{ state: 'ok', detail: '1 are connected' }]);
    const [latency] = of('redis latency');
    expect(latency?.detail).toMatch(/^\d+\.\d\d ms in the middle of 20 pings, \d+\.\d\d ms at worst/);
    expect(latency?.detail).not.toMatch(/\b0\.00 ms/);
    for (const part of ['redis latency', 'clock', 'enrichment queue', 'delivery queue', 'failures', 'ledger'])
      expect(of(part)).toMatchObject([{ state: 'ok' }]);
    for (const name of ['tencent', 'sina', 'eastmoney', 'tencent history', 'eastmoney history'])
      expect(of(name)).toMatchObject([{ state: 'ok', detail: expect.stringMatching(/^sh000001 at \d/) }]);
    for (const line of text.split('\n')) expect(line).toMatch(/^(?:ok {4}|warn {2}|fault )\S/);
  }));

test('each wrong setting of a Redis is a fault that names the right one', () =>
  withRedis(
    async (redis, server) => {
      await redis.setrange('ballast', 30_000_000, 'x');
      const [, used] = /^used_memory:(\d+)/m.exec(await redis.info('memory')) ?? [];
      await redis.config('SET', 'maxmemory', String(Math.round(Number(used) * 1.15)));
      const { code, faults, of } = await doctor(server.url);
      expect(code).toBe(1);
      expect(faults.map(({ detail }) => detail)).toEqual([
        expect.stringContaining('set maxmemory-policy noeviction'),
        expect.stringContaining('set appendonly yes'),
      ]);
      expect(of('redis memory')).toMatchObject([
        { state: 'warn', detail: expect.stringMatching(/ (?:9|1[0-4]) % free: raise maxmemory/) },
      ]);
    },
    ...['--maxmemory-policy', 'volatile-lru', '--appendonly', 'no'],
  ));

test('a Redis that cannot be reached and one that refuses the password are one fault each, and show no password', async () => {
  const away = await doctor('redis://user:hunter22@127.0.0.1:1');
  expect(away.faults).toMatchObject([{ part: 'redis', detail: expect.stringContaining('ECONNREFUSED') }]);
  expect(away.text).not.toContain('hunter22');
  await withRedis(async (redis, server) => {
    await redis.config('SET', 'requirepass', 'right-password');
    const { code, faults, text } = await doctor(server.url.replace('//', '//:wrong-password@'));
    expect(code).toBe(1);
    expect(faults).toMatchObject([{ part: 'redis', detail: expect.stringMatching(/WRONGPASS|NOAUTH/) }]);
    expect(text).not.toMatch(/(?:right|wrong)-password/);
  });
});

test('each invalid setting is a fault, and valid ones are shown without their secrets', () =>
  withRedis(async (_redis, server) => {
    const wrong = await doctor(server.url, { PORT: 'eighty', HOST: '0.0.0.0', MIN_CONFIDENCE: '2' });
    expect(wrong.code).toBe(1);
    expect(wrong.faults.map(({ detail }) => detail)).toEqual([
      expect.stringContaining('at PORT'),
      expect.stringContaining('at MIN_CONFIDENCE'),
      expect.stringContaining('API_KEYS is not set'),
    ]);
    const secret = `whsec_${'A'.repeat(32)}`;
    const right = await doctor(server.url, {
      API_KEYS: 'scraper:submit:a-secret-of-16-chars,scraper:submit:another-secret-16',
      WEBHOOK_SECRET: `${secret},${secret}`,
      REDIS_CACHE_URL: server.url.replace('//', '//:a-cache-password@'),
    });
    expect(right.text).toContain('API_KEYS=scraper:submit:***,scraper:submit:***');
    expect(right.text).toContain('WEBHOOK_SECRET=***,***');
    expect(right.of('keys')).toMatchObject([{ state: 'ok', detail: '2, of the names scraper' }]);
    for (const hidden of ['of-16-chars', 'another-secret', secret, 'a-cache-password'])
      expect(right.text).not.toContain(hidden);
  }));

test.each([
  ['REDIS_CACHE_URL', 'redis://:pa/ss%2Fhunter22@127.0.0.1:6379'],
  ['REDIS_CACHE_URL', 'redis://127.0.0.1:6379?password=hunter22'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'https://collector.example/?token=hunter22'],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'authorization=hunter22'],
  ['API_KEYS', 'feed:hunter22-of-16-characters:submit'],
  ['REDIS_SENTINELS', '10.0.0.1:1,redis://:hunter22@h:1'],
  ['LINK_TARGET', 'https://user:hunter22@example.com/{ticker}'],
])('a secret in %s is never shown (%s)', async (name, value) => {
  const { text } = await doctor('redis://127.0.0.1:1', { [name]: value });
  expect(text).not.toContain('hunter22');
});

test('an unknown provider is a fault, because no process starts with it', () =>
  withRedis(async (_redis, server) => {
    const { faults } = await doctor(server.url, { QUOTE_PROVIDERS: 'tencent,bogus' });
    expect(faults).toMatchObject([{ part: 'bogus', detail: expect.stringContaining('QUOTE_PROVIDERS') }]);
  }));

test('the other parts are checked although Redis is away', async () => {
  const { of, faults } = await doctor('redis://127.0.0.1:1');
  expect(of('tencent')).toMatchObject([{ state: 'ok' }]);
  expect(faults).toMatchObject([{ part: 'redis' }]);
});

test('doctor reports articles without a worker, a paused queue, an unbalanced ledger and a disabled receiver', () =>
  withRedis(async (redis, server) => {
    await using api = await startApi(server.url);
    const { id } = (await post(api.url, 'text/html', '<p>无人</p>')).json;
    expect((await doctor(server.url)).of('workers')).toMatchObject([
      { state: 'fault', detail: expect.stringContaining('1 articles wait, and none is connected') },
    ]);
    const queue = new Queue(ENRICHMENT_QUEUE, { connection: redis, prefix: QUEUE_PREFIX });
    await queue.pause();
    await redis.hincrby('tickerspan:{ledger}:totals', 'accepted', 1);
    await redis.zadd('tickerspan:{ledger}:since', 1, id);
    await queue.remove(id);
    const endpoint = endpointOf('https://example.com/hook?key=hunter22');
    await new EndpointBoard(redis).disable(endpoint, '410', new Date());
    const { of, text } = await doctor(server.url);
    expect(of('enrichment queue')).toMatchObject([
      { state: 'warn', detail: expect.stringContaining('paused') },
    ]);
    expect(of('ledger')).toMatchObject([
      { state: 'fault', detail: expect.stringContaining('out by 1: tickerspan reconcile') },
    ]);
    expect(of('orphans')).toMatchObject([
      { state: 'fault', detail: expect.stringContaining('1 articles have no job') },
    ]);
    expect(of('webhook')).toMatchObject([
      { state: 'warn', detail: 'https://example.com/hook is disabled: 410' },
    ]);
    expect(text).not.toContain('hunter22');
    await queue.close();
  }));

test('failing providers are listed with the reason, and are a fault if all of them fail', () =>
  withRedis(async (_redis, server) => {
    exchange.setFault('tencent', 'forbid');
    const one = await doctor(server.url);
    expect(one.of('tencent')).toMatchObject([
      { state: 'warn', detail: expect.stringMatching(/^provider_refused/) },
    ]);
    expect(one.of('sina')).toMatchObject([{ state: 'ok' }]);
    expect(one.of('quotes')).toEqual([]);
    for (const name of ['tencent', 'sina', 'eastmoney'] as const) exchange.setFault(name, 'drop');
    expect((await doctor(server.url)).of('quotes')).toMatchObject([{ state: 'fault' }]);
    for (const name of ['tencent', 'sina', 'eastmoney'] as const) exchange.setFault(name, 'none');
  }));
