import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { ENRICHMENT_QUEUE, QUEUE_PREFIX } from '../../src/queue/enrichment-queue.ts';
import { connectRedis } from '../../src/redis/connect.ts';
import { WORKER_CONNECTION } from '../../src/redis/connections.ts';
import { type Exchange, startExchange } from '../../tools/simulator/exchange.ts';
import { send } from '../support/client.ts';
import { postMany } from '../support/lines.ts';
import { POST } from '../support/posts.ts';
import { startApiProcess, startWorkerProcess } from '../support/start-process.ts';
import { freePort, type RedisServer, startRedis } from '../support/start-redis.ts';
import { until } from '../support/until.ts';

let redis: RedisServer;
let exchange: Exchange;
let url: string;
let port: number;
let commands: Redis;

beforeEach(async () => {
  [redis, exchange, port] = await Promise.all([startRedis(), startExchange(), freePort()]);
  url = `http://127.0.0.1:${port}`;
  commands = connectRedis(redis.target, WORKER_CONNECTION, () => {});
});

afterEach(async () => {
  commands.disconnect();
  await exchange.close();
  await redis[Symbol.asyncDispose]();
});

const ledgerReport = async () => (await send(`${url}/v1/ledger`)).json;

test('the ledger balances after 800 articles although workers are killed, the queue is paused and providers fail', async () => {
  await using _api = await startApiProcess(redis.url, port);
  const queue = new Queue(ENRICHMENT_QUEUE, { connection: commands, prefix: QUEUE_PREFIX });
  const lines = Array.from({ length: 800 }, (_, serial) =>
    JSON.stringify({ markdown: `${POST}<!-- ${serial} -->`, source: `source ${serial % 3}` }),
  );
  const posting = postMany(url, 'application/x-ndjson', lines.join('\n'));
  const areRecorded = (count: number) => async () => (await ledgerReport()).totals.enriched >= count;
  for (const [round, fault] of (['hang', 'drop', 'error'] as const).entries()) {
    await using victim = await startWorkerProcess(redis.url, exchange.url, { QUOTE_TIMEOUT_MS: '300' });
    exchange.setFault('tencent', fault);
    await until('some to be enriched', areRecorded(150 * (round + 1)));
    await queue.pause();
    await victim.end('SIGKILL');
    expect((await ledgerReport()).balanced).toBe(true);
    await queue.resume();
  }
  exchange.setFault('tencent', 'none');
  await using _worker = await startWorkerProcess(redis.url, exchange.url);
  await using _other = await startWorkerProcess(redis.url, exchange.url);
  const answers = await posting;
  expect(answers.filter(({ status }) => status === 202)).toHaveLength(800);
  await until('all to have ended', async () => (await ledgerReport()).totals.inFlight === 0);
  const { balanced, totals, rows } = await ledgerReport();
  expect({ balanced, totals }).toMatchObject({
    balanced: true,
    totals: { accepted: 800, inFlight: 0, imbalance: 0, expired: 0, deleted: 0 },
  });
  // An article whose worker dies twice is poison, and counts as failed.
  expect(totals.enriched + totals.failed).toBe(800);
  expect(await commands.xlen('tickerspan:{feed}:stream')).toBe(totals.enriched);
  expect(rows.every(({ imbalance }: { imbalance: number }) => imbalance === 0)).toBe(true);
  await queue.close();
});
