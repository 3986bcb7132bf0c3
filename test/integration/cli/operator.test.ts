import { Redis } from 'ioredis';
import { main } from '../../../cli/main.ts';
import { type Exchange, startExchange } from '../../../tools/simulator/exchange.ts';
import { finished, post, send } from '../../support/client.ts';
import { failArticles } from '../../support/fail-articles.ts';
import { POST } from '../../support/posts.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type Api, startApi, startWorker } from '../../support/start-service.ts';
import { until } from '../../support/until.ts';

let redis: RedisServer;
let exchange: Exchange;
let api: Api;
let commands: Redis;

beforeEach(async () => {
  [redis, exchange] = await Promise.all([startRedis(), startExchange()]);
  api = await startApi(redis.url);
  commands = new Redis(redis.url);
});

afterEach(async () => {
  commands.disconnect();
  await api[Symbol.asyncDispose]();
  await exchange.close();
  await redis[Symbol.asyncDispose]();
});

/** Runs a command in this process as an operator would. */
async function run(...args: readonly string[]) {
  const printed: string[] = [];
  const said: string[] = [];
  const progress: string[] = [];
  const out = {
    print: (line: string) => void printed.push(line),
    write: (text: string) => void printed.push(text),
    say: (line: string) => void said.push(line),
    progress: (text: string) => void progress.push(text),
  };
  const code = await main(args, { REDIS_URL: redis.url }, out);
  return {
    code,
    said: said.join('\n'),
    progress,
    text: printed.join('\n'),
    lines: () => printed.map((line) => JSON.parse(line)),
  };
}

const ledgerReport = async () => (await send(`${api.url}/v1/ledger`)).json;
const worker = () => startWorker({ redisUrl: redis.url, quotesUrl: exchange.url });
const submit = async (serial: number, source = 'a'): Promise<string> =>
  (await post(api.url, 'application/json', JSON.stringify({ html: `<p>第${serial}号</p>`, source }))).json.id;
const failing = (ids: readonly string[]) =>
  failArticles(ids, { commands, apiUrl: api.url, startWorker: worker });

describe('redrive', () => {
  test('queues failed articles again, the oldest failure first, and updates the ledger', async () => {
    const ids = [await submit(1), await submit(2), await submit(3, 'b')];
    await failing(ids);
    expect((await ledgerReport()).totals).toMatchObject({
      accepted: 3,
      failed: 3,
      inFlight: 0,
      imbalance: 0,
    });
    const { code, said, lines } = await run('redrive');
    expect([code, said]).toEqual([0, '3 queued again: 3 article_expired']);
    expect(lines()).toHaveLength(3);
    expect(lines()).toContainEqual({ id: ids[2], code: 'article_expired', source: 'b' });
    expect((await ledgerReport()).totals).toMatchObject({
      accepted: 3,
      failed: 0,
      inFlight: 3,
      imbalance: 0,
    });
    await using _worker = await worker();
    for (const id of ids) {
      await until('it to be enriched', async () => (await finished(api.url, id)).json.status === 'enriched');
    }
    await until('all to be closed', async () => (await ledgerReport()).totals.enriched === 3);
    expect(await ledgerReport()).toMatchObject({
      balanced: true,
      totals: { accepted: 3, failed: 0, inFlight: 0 },
    });
    expect((await run('redrive')).said).toBe('0 queued again');
  });

  test('can be limited by code, source, time and number, and a dry run changes nothing', async () => {
    await failing([await submit(1), await submit(2), await submit(3, 'b')]);
    expect((await run('redrive', '--dry-run')).said).toBe('3 would be queued again: 3 article_expired');
    expect((await run('redrive', '--dry-run', '--code', 'internal')).lines()).toEqual([]);
    expect((await run('redrive', '--dry-run', '--source', 'b')).lines()).toMatchObject([{ source: 'b' }]);
    expect((await run('redrive', '--dry-run', '--since', '2030-01-01')).lines()).toEqual([]);
    expect((await run('redrive', '--dry-run', '--since', '1h')).lines()).toHaveLength(3);
    expect((await run('redrive', '--dry-run', '--limit', '2')).lines()).toHaveLength(2);
    expect((await ledgerReport()).totals).toMatchObject({ failed: 3, inFlight: 0 });
    expect(await commands.llen('{tickerspan}:enrichment:wait')).toBe(0);
    expect((await run('redrive', '--source', 'a', '--limit', '1')).said).toContain('1 queued again');
    expect((await ledgerReport()).totals).toMatchObject({ failed: 2, inFlight: 1, imbalance: 0 });
  });

  test('skips poison unless it is named, and removes jobs that are out of date', async () => {
    const [poison, gone] = [await submit(1), await submit(2)];
    await failing([poison, gone]);
    await commands.hset(
      `{tickerspan}:enrichment:${poison}`,
      'failedReason',
      'job stalled more than allowable limit',
    );
    await send(`${api.url}/v1/articles/${gone}`, { method: 'DELETE' });
    expect((await run('redrive')).said).toBe('0 queued again; 1 failed jobs are out of date');
    expect(await commands.zrange('{tickerspan}:enrichment:failed', 0, '-1')).toEqual([poison]);
    expect((await run('redrive', '--code', 'article_stalled')).said).toBe(
      '1 queued again: 1 article_stalled',
    );
  });

  test('queues an unfinished article whose job has failed, and never deletes its last trace', async () => {
    const id = await submit(1);
    const prefix = '{tickerspan}:enrichment:';
    await commands.del(`${prefix}wait`);
    await commands.hset(`${prefix}${id}`, 'failedReason', 'store_unavailable: OOM', 'finishedOn', 1);
    await commands.zadd(`${prefix}failed`, 1, id);
    expect((await run('doctor')).text).toMatch(/fault +hanging +1 articles are unfinished/);
    expect((await run('redrive')).said).toBe('1 queued again: 1 store_unavailable');
    expect(await commands.lrange(`${prefix}wait`, 0, -1)).toEqual([id]);
    await using _worker = await worker();
    await until('it to be enriched', async () => (await finished(api.url, id)).json.status === 'enriched');
  });

  test.each([
    [['--since', 'yesterday'], '--since must be'],
    [['--limit', '0'], '--limit must be'],
    [['--nonsense'], '--nonsense'],
  ])('called with %s says what to write instead', async (args, hint) => {
    const { code, said } = await run('redrive', ...args);
    expect([code, said.includes(hint)]).toEqual([2, true]);
  });
});

describe('reconcile', () => {
  const now = ['reconcile', '--in-flight-for', '0'] as const;

  test('finds nothing to repair in a healthy store', async () => {
    const id = await submit(1);
    await submit(2);
    expect((await run(...now)).lines()).toMatchObject([
      { checked: 4, requeued: 0, recorded: 0, inFlight: 2, imbalance: 0 },
    ]);
    await using _worker = await worker();
    await finished(api.url, id);
    await until('all to be closed', async () => (await ledgerReport()).totals.inFlight === 0);
    const { code, said, lines } = await run(...now);
    expect([code, said]).toEqual([0, '0 repaired; the ledger balances']);
    expect(lines()).toMatchObject([{ checked: 2, inFlight: 0 }]);
  });

  test('repairs every kind of damage in a store that was broken by hand', async () => {
    const [jobless, unrecorded, lost, vanished, wrongly, refreshed] = await Promise.all(
      [1, 2, 3, 4, 5, 6].map((serial) => submit(serial)),
    );
    const feed = 'tickerspan:{feed}';
    const ledger = 'tickerspan:{ledger}';
    {
      await using _worker = await worker();
      for (const id of [lost, wrongly, refreshed]) await finished(api.url, String(id));
      await until('all to be closed', async () => (await ledgerReport()).totals.enriched === 6);
    }
    const { rows } = await ledgerReport();
    const hour = String(rows[0].hour).slice(0, 13);
    // Two articles that no worker has processed: one without a job, one that is missing in the
    // ledger.
    for (const id of [jobless, unrecorded]) {
      await commands.hset(`tickerspan:{${id}}:record`, 'status', 'queued');
      await commands.hdel(`tickerspan:{${id}}:record`, 'enrichedAt');
      await commands.del(`tickerspan:{${id}}:enrichment`, `{tickerspan}:enrichment:${id}`);
      await commands.zrem('{tickerspan}:enrichment:completed', String(id));
    }
    await commands.hset(`${ledger}:open`, String(jobless), `g ${hour} a`);
    await commands.zadd(`${ledger}:since`, 1, String(jobless));
    // Otherwise the ledger would not open entries again that were closed just now.
    await commands.del(`${ledger}:recent`);
    // One article is missing in the feed. One exists only as an open entry of the ledger. One is
    // finished but open in the ledger.
    await commands.hdel(`${feed}:articles`, String(lost));
    await commands.del(`tickerspan:{${vanished}}:record`);
    for (const id of [vanished, wrongly]) {
      await commands.hset(`${ledger}:open`, String(id), `g ${hour} a`);
      await commands.zadd(`${ledger}:since`, 1, String(id));
    }
    // One article has a refresh without a job, and one row has an extra count.
    await commands.hset(`tickerspan:{${refreshed}}:record`, 'status', 'queued', 'target', '2', 'turn', 'x');
    await commands.hincrby(`${ledger}:row:${hour}`, 'accepted a', 5);
    await commands.hincrby(`${ledger}:totals`, 'accepted', 5);

    const dry = await run(...now, '--dry-run');
    expect(dry.code).toBe(1);
    expect(dry.lines()).toMatchObject([{ requeued: 3, closed: 2, recorded: 2, announced: 1 }]);
    const { code, lines } = await run(...now);
    expect(lines()).toMatchObject([{ requeued: 3, closed: 2, recorded: 2, announced: 1, imbalance: 0 }]);
    expect(code).toBe(0);
    expect((await ledgerReport()).balanced).toBe(true);
    // The ledger had an entry of an earlier life of this article. Now it has one of the current
    // life.
    const generation = await commands.hget(`tickerspan:{${jobless}}:record`, 'generation');
    expect(await commands.hget(`${ledger}:open`, String(jobless))).toMatch(new RegExp(`^${generation} `));
    {
      await using _worker = await worker();
      await until('all to be closed', async () => (await ledgerReport()).totals.inFlight === 0);
      await until(
        'the refresh',
        async () => (await finished(api.url, String(refreshed))).json.revision === 2,
      );
    }
    expect(await ledgerReport()).toMatchObject({ balanced: true, totals: { imbalance: 0 } });
    const inFeed = (await send(`${api.url}/v1/articles`)).json.items.map(({ id }: { id: string }) => id);
    expect(inFeed).toEqual(expect.arrayContaining([jobless, unrecorded, lost, wrongly, refreshed]));
    // A repaired fault is not found again.
    expect((await run(...now)).said).toBe('0 repaired; the ledger balances');
  });

  test('closes an article as lost if only the ledger has it, and it stays lost', async () => {
    const id = await submit(1);
    await commands.del(...(await commands.keys(`tickerspan:{${id}}:*`)), `{tickerspan}:enrichment:${id}`);
    await commands.del('{tickerspan}:enrichment:wait');
    expect((await run(...now)).lines()).toMatchObject([{ lost: 1, requeued: 0, imbalance: 0 }]);
    expect(await ledgerReport()).toMatchObject({
      balanced: true,
      totals: { accepted: 1, lost: 1, inFlight: 0 },
    });
  });

  test('does not touch what workers are finishing at the same time', async () => {
    for (let serial = 0; serial < 200; serial += 1) await submit(serial);
    await using _worker = await worker();
    const reports = [];
    while ((await ledgerReport()).totals.inFlight > 0) reports.push((await run(...now)).lines()[0]);
    for (const { lost, recorded, corrected, imbalance } of reports)
      expect({ lost, recorded, corrected, imbalance }).toEqual({
        lost: 0,
        recorded: 0,
        corrected: 0,
        imbalance: 0,
      });
    expect((await ledgerReport()).totals).toMatchObject({ accepted: 200, enriched: 200, failed: 0 });
    expect((await send(`${api.url}/v1/articles?limit=1000`)).json.items).toHaveLength(200);
  });

  test('skips an article that was accepted just now', async () => {
    const id = await submit(1);
    await commands.del('{tickerspan}:enrichment:wait', `{tickerspan}:enrichment:${id}`);
    expect((await run('reconcile')).lines()).toMatchObject([{ requeued: 0, inFlight: 1 }]);
    expect((await run(...now)).lines()).toMatchObject([{ requeued: 1 }]);
    expect(await commands.llen('{tickerspan}:enrichment:wait')).toBe(1);
  });

  test('queues webhooks for an article whose callers were not notified', async () => {
    await using signing = await startApi(redis.url, {
      webhooks: { secrets: [`whsec_${'A'.repeat(32)}`], allowPrivate: true },
    });
    const body = JSON.stringify({ markdown: POST, callbackUrl: 'http://127.0.0.1:9/hook' });
    const { id } = (await post(signing.url, 'application/json', body)).json;
    await using _worker = await worker();
    await finished(api.url, id);
    await until('the delivery', async () => (await commands.llen('{tickerspan}:delivery:wait')) === 1);
    await commands.del(...(await commands.keys('{tickerspan}:delivery:*')), `tickerspan:{${id}}:deliveries`);
    expect((await run(...now)).code).toBe(0);
    expect(await commands.llen('{tickerspan}:delivery:wait')).toBe(1);
  });
});

test('an unreachable Redis and invalid settings are reported in one sentence each', async () => {
  const said: string[] = [];
  const out = {
    print: () => {},
    write: () => {},
    say: (line: string) => void said.push(line),
    progress: () => {},
  };
  expect(await main(['redrive'], { REDIS_URL: 'redis://user:hunter22@127.0.0.1:1' }, out)).toBe(3);
  expect(await main(['reconcile'], { REDIS_URL: 'nonsense' }, out)).toBe(1);
  expect(said[0]).toMatch(/^Redis at redis:\/\/user:\*\*\*@127\.0\.0\.1:1 cannot be reached: .*ECONNREFUSED/);
  expect(said[1]).toMatch(/REDIS_URL/);
  expect(said.join()).not.toContain('hunter22');
});
