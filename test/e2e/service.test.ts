import { type Exchange, startExchange } from '../../tools/simulator/exchange.ts';
import { finished, post, send } from '../support/client.ts';
import { listenTo } from '../support/event-source.ts';
import { POST } from '../support/posts.ts';
import { startApiProcess, startProcess, startWorkerProcess } from '../support/start-process.ts';
import { freePort, type RedisServer, startRedis } from '../support/start-redis.ts';
import { until } from '../support/until.ts';

let redis: RedisServer;
let exchange: Exchange;
let port: number;
let url: string;

beforeEach(async () => {
  [redis, exchange, port] = await Promise.all([startRedis(), startExchange(), freePort()]);
  url = `http://127.0.0.1:${port}`;
});

afterEach(async () => {
  await exchange.close();
  await redis[Symbol.asyncDispose]();
});

test('two API processes and two workers share one Redis, and listeners of each API get every article', async () => {
  const otherPort = await freePort();
  await using _api = await startApiProcess(redis.url, port);
  await using _otherApi = await startApiProcess(redis.url, otherPort);
  await using _worker = await startWorkerProcess(redis.url, exchange.url);
  await using _otherWorker = await startWorkerProcess(redis.url, exchange.url);
  const urls = [url, `http://127.0.0.1:${otherPort}`];
  const listeners = await Promise.all(urls.map((origin) => listenTo(`${origin}/v1/articles`)));
  const accepted = await Promise.all(
    Array.from({ length: 100 }, (_, serial) =>
      post(urls[serial % 2] ?? url, 'text/markdown', `${POST}<!-- ${serial} -->`),
    ),
  );
  expect(new Set(accepted.map(({ json }) => json.id)).size).toBe(100);
  // Each is read from the API that did not accept it.
  const results = await Promise.all(
    accepted.map(({ json }, serial) => finished(urls[(serial + 1) % 2] ?? url, json.id)),
  );
  expect(results.every(({ json }) => json.status === 'enriched' && json.mentions.length === 2)).toBe(true);
  const ids = accepted.map(({ json }) => json.id).sort();
  for (const listener of listeners) {
    await until('all articles', () => listener.events.length >= 100);
    expect(listener.events.map(({ data }) => data.id).sort()).toEqual(ids);
    listener.cut();
  }
});

test('while Redis hangs or is away, articles are refused; once it is back, everything works again', async () => {
  await using _api = await startApiProcess(redis.url, port);
  await using _worker = await startWorkerProcess(redis.url, exchange.url);
  const before = (await post(url, 'text/markdown', POST)).json;
  await finished(url, before.id);
  process.kill(redis.pid, 'SIGSTOP');
  const delayed = await post(url, 'text/markdown', `${POST}<!-- refused -->`);
  process.kill(redis.pid, 'SIGCONT');
  expect(delayed).toMatchObject({ status: 503, json: { code: 'store_unavailable' } });
  await redis.kill();
  const refused = await post(url, 'text/markdown', `${POST}<!-- refused -->`);
  expect(refused).toMatchObject({ status: 503, json: { code: 'store_unavailable' } });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await send(`${url}/readyz`)).status).toBe(503);
  expect((await send(`${url}/livez`)).status).toBe(200);
  await redis.restart();
  const accepted = await until('articles to be accepted again', async () => {
    const answer = await post(url, 'text/markdown', `${POST}<!-- again -->`);
    return answer.status === 202 && answer;
  });
  expect((await finished(url, accepted.json.id)).json.status).toBe('enriched');
  expect((await send(`${url}/v1/articles/${before.id}`)).json.status).toBe('enriched');
});

test('an API that starts before its Redis becomes ready once Redis is up', async () => {
  await redis.kill();
  await using _api = await startApiProcess(redis.url, port);
  await using _worker = await startWorkerProcess(redis.url, exchange.url);
  expect((await post(url, 'text/markdown', POST)).status).toBe(503);
  await redis.restart();
  await until('the API to be ready', async () => (await send(`${url}/readyz`)).status === 200);
  const { id } = (await post(url, 'text/markdown', POST)).json;
  expect((await finished(url, id)).json.status).toBe('enriched');
});

test('processes that are asked to stop while Redis is away end with 0', async () => {
  await using api = await startApiProcess(redis.url, port, { SHUTDOWN_GRACE_MS: '2000' });
  await using worker = await startWorkerProcess(redis.url, exchange.url, { SHUTDOWN_GRACE_MS: '2000' });
  await redis.kill();
  expect(await Promise.all([api.end('SIGTERM'), worker.end('SIGTERM')])).toEqual([0, 0]);
});

test('a worker serves its metrics on the configured port, and finishes its current article before it stops', async () => {
  const metricsPort = await freePort();
  await using _api = await startApiProcess(redis.url, port);
  await using worker = await startWorkerProcess(redis.url, exchange.url, {
    METRICS_PORT: String(metricsPort),
  });
  const { status, text } = await send(`http://127.0.0.1:${metricsPort}/metrics`);
  expect(status).toBe(200);
  expect(text).toContain('# TYPE tickerspan_quote_requests_total counter');
  expect((await send(`http://127.0.0.1:${metricsPort}/`)).status).toBe(404);
  exchange.setFault('tencent', 'slow');
  const { id } = (await post(url, 'text/markdown', POST)).json;
  await until('the quotes to be asked for', () => exchange.requests.length > 0);
  expect(await worker.end('SIGTERM')).toBe(0);
  expect((await send(`${url}/v1/articles/${id}`)).json.status).toBe('enriched');
});

test('a process with invalid settings does not start', async () => {
  const started = startProcess('dist/src/server.js', {
    env: { PORT: 'eighty', REDIS_URL: 'http://x', HOST: '127.0.0.1' },
    readyMessage: 'listening',
  });
  await expect(started).rejects.toThrow('ended with 1');
});

test('an API whose port is in use does not start', async () => {
  await expect(startApiProcess(redis.url, redis.port)).rejects.toThrow('ended with 1');
});

test('an API without keys does not start on an address that other machines can reach', async () => {
  const started = startApiProcess(redis.url, port, { HOST: '0.0.0.0' });
  await expect(started).rejects.toThrow('ended with 1');
});
