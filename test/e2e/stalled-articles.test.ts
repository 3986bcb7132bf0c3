import { type Exchange, startExchange } from '../../tools/simulator/exchange.ts';
import { finished, post, send } from '../support/client.ts';
import { numbered } from '../support/many-articles.ts';
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
let api: RunningProcess;
let url: string;

beforeEach(async () => {
  redis = await startRedis();
  exchange = await startExchange();
  api = await startApiProcess(redis.url, 0);
  url = originOf(api);
});

afterEach(async () => {
  await api[Symbol.asyncDispose]();
  await exchange.close();
  await redis[Symbol.asyncDispose]();
});

/** Starts a worker whose quote timeout is longer than quotes hang here. */
const startWorker = () => startWorkerProcess(redis.url, exchange.url, { QUOTE_TIMEOUT_MS: '60000' });
const asked = () => exchange.tallies().tencent.requests;

test('an article is enriched although its workers are paused for longer than their locks, twice', async () => {
  exchange.setFault('tencent', 'hang');
  const { id } = (await post(url, 'text/markdown', POST)).json;
  await using first = await startWorker();
  await until('the first worker to process it', () => asked() >= 1);
  first.signal('SIGSTOP');
  await using second = await startWorker();
  await until('the second worker to process it', () => asked() >= 2);
  second.signal('SIGSTOP');
  exchange.setFault('tencent', 'none');
  await using _third = await startWorkerProcess(redis.url, exchange.url);
  const { json } = await finished(url, id);
  expect(json.status).toBe('enriched');
  first.signal('SIGCONT');
  second.signal('SIGCONT');
});

test('if two workers die, only one of their articles fails, and the others are enriched', async () => {
  exchange.setFault('tencent', 'hang');
  const ids: string[] = [];
  for (let serial = 0; serial < 5; serial++)
    ids.push((await post(url, 'text/markdown', numbered(serial))).json.id);
  const processing = async () => {
    const all = await Promise.all(ids.map((id) => send(`${url}/v1/articles/${id}`)));
    return all.filter(({ json }) => json.status === 'processing').length;
  };
  {
    await using first = await startWorker();
    await until('the first worker to process all', async () => (await processing()) === ids.length);
    await first.end('SIGKILL');
  }
  {
    const before = asked();
    await using second = await startWorker();
    await until('the second worker to process one', () => asked() > before);
    await second.end('SIGKILL');
  }
  exchange.setFault('tencent', 'none');
  await using _third = await startWorkerProcess(redis.url, exchange.url);
  const results = await Promise.all(ids.map((id) => finished(url, id)));
  const failed = results.filter(({ json }) => json.status === 'failed');
  expect(failed.map(({ json }) => json.problem.code)).toEqual(['article_stalled']);
  expect(results.filter(({ json }) => json.status === 'enriched')).toHaveLength(ids.length - 1);
});
