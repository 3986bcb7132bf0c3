import { type Exchange, startExchange } from '../../tools/simulator/exchange.ts';
import { send } from '../support/client.ts';
import { POST } from '../support/posts.ts';
import {
  originOf,
  type RunningProcess,
  startApiProcess,
  startWorkerProcess,
} from '../support/start-process.ts';
import { type RedisServer, startRedis } from '../support/start-redis.ts';
import { until } from '../support/until.ts';

let redis: RedisServer;
let exchange: Exchange;

beforeEach(async () => {
  [redis, exchange] = await Promise.all([startRedis(), startExchange()]);
});

afterEach(async () => {
  await exchange.close();
  await redis[Symbol.asyncDispose]();
});

const COUNT = 200;

test('a rolling restart loses nothing, and clients have to resend little', async () => {
  const apis = [await startApiProcess(redis.url, 0), await startApiProcess(redis.url, 0)];
  const workers = [
    await startWorkerProcess(redis.url, exchange.url),
    await startWorkerProcess(redis.url, exchange.url),
  ];
  const accepted = new Set<string>();
  let repeated = 0;
  let isOver = false;

  /** Posts until one API accepts it, alternating between the two like a load balancer. */
  async function submit(serial: number): Promise<void> {
    for (let attempt = serial; ; attempt += 1) {
      const url = originOf(apis[attempt % 2] as RunningProcess);
      const answer = await send(`${url}/v1/articles`, {
        method: 'POST',
        headers: { 'Content-Type': 'text/markdown' },
        body: `${POST}<!-- ${serial} -->`,
      }).catch(() => undefined);
      if (answer !== undefined && answer.status < 300) {
        accepted.add(answer.json.id);
        return;
      }
      repeated += 1;
      if (attempt - serial > 100) throw new Error('it is never taken');
    }
  }

  async function submitAll(): Promise<void> {
    const serials = Array.from({ length: COUNT }, (_, serial) => serial).values();
    const submitter = async (): Promise<void> => {
      for (const serial of serials) await submit(serial);
    };
    await Promise.all(Array.from({ length: 4 }, submitter));
    isOver = true;
  }

  /** Waits until the new process is ready and stops the old one, which must exit with 0. */
  async function replace(all: RunningProcess[], index: number, next: RunningProcess): Promise<void> {
    const old = all[index];
    all[index] = next;
    expect(await old?.end('SIGTERM')).toBe(0);
    await old?.[Symbol.asyncDispose]();
  }

  const submitting = submitAll();
  let rounds = 0;
  while (!isOver || rounds === 0) {
    for (const index of [0, 1]) {
      await replace(apis, index, await startApiProcess(redis.url, 0));
      await replace(workers, index, await startWorkerProcess(redis.url, exchange.url));
    }
    rounds += 1;
  }
  await submitting;
  const url = originOf(apis[0] as RunningProcess);
  const ledgerReport = async () => (await send(`${url}/v1/ledger`)).json;
  await until('all to have ended', async () => (await ledgerReport()).totals.inFlight === 0);
  expect(accepted.size).toBe(COUNT);
  expect(await ledgerReport()).toMatchObject({
    balanced: true,
    totals: { accepted: COUNT, enriched: COUNT, failed: 0, imbalance: 0 },
  });
  const inFeed = (await send(`${url}/v1/articles?limit=1000`)).json.items.map(({ id }: { id: string }) => id);
  expect([...inFeed].sort()).toEqual([...accepted].sort());
  // A process that stops finishes its current requests.
  expect(repeated).toBeLessThan(COUNT / 10);
  for (const one of [...apis, ...workers]) await one[Symbol.asyncDispose]();
});
