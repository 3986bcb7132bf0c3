import { Webhook } from 'standardwebhooks';
import { ArticleStore } from '../../../src/articles/lifecycle/article-store.ts';
import { createDeliveryQueue } from '../../../src/webhooks/delivery-queue.ts';
import { finished, post, send } from '../../support/client.ts';
import type { Json } from '../../support/json.ts';
import {
  type DeliveryJobs,
  newWebhookSecret,
  openDeliveryJobs,
  type RunningDeliveryWorker,
  startDeliveryWorker,
} from '../../support/start-delivery-worker.ts';
import { type ReceivedWebhook, type Receiver, startReceiver } from '../../support/start-receiver.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type Api, type RunningWorker, startApi, startWorker } from '../../support/start-service.ts';
import { until } from '../../support/until.ts';

const secret = newWebhookSecret();
const oldSecret = newWebhookSecret();
const UNUSED_QUOTES_URL = 'http://127.0.0.1:1';

let redis: RedisServer;
let api: Api;
let worker: RunningWorker;
let deliveryWorker: RunningDeliveryWorker;
let jobs: DeliveryJobs;
let receiver: Receiver;

beforeAll(async () => {
  redis = await startRedis();
  api = await startApi(redis.url, { webhooks: { secrets: [secret], allowPrivate: true } });
  worker = await startWorker({ redisUrl: redis.url, quotesUrl: UNUSED_QUOTES_URL });
  deliveryWorker = await startDeliveryWorker(redis.url, { secrets: [secret, oldSecret] });
  jobs = await openDeliveryJobs(redis.url);
});

afterAll(async () => {
  await jobs[Symbol.asyncDispose]();
  await deliveryWorker[Symbol.asyncDispose]();
  await worker[Symbol.asyncDispose]();
  await api[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

beforeEach(async () => {
  receiver = await startReceiver();
});

afterEach(() => receiver[Symbol.asyncDispose]());

const submit = (html: string, callbackUrl?: string) =>
  post(api.url, 'application/json', JSON.stringify({ html, ...(callbackUrl ? { callbackUrl } : {}) }));

const arrived = (count: number) =>
  until(`${count} webhooks`, () => receiver.received.length >= count && receiver.received);

const drained = () => until('the queue to be empty', async () => (await jobs.all()).length === 0);

/** Verifies the signature of a webhook and returns its message. */
const verified = ({ body, headers }: ReceivedWebhook, key = secret) =>
  new Webhook(key).verify(body, headers as Record<string, string>) as Json;

test('a caller with a callback gets the signed result once the article can be read', async () => {
  const readAtArrival: number[] = [];
  receiver.answer(({ body }) => {
    void send(`${api.url}/v1/articles/${JSON.parse(body).data.id}`).then(({ status }) =>
      readAtArrival.push(status),
    );
    return 204;
  });
  const accepted = await submit('<p>回调</p>', `${receiver.url}/hook?token=hunter2`);
  expect(accepted.status).toBe(202);
  const [webhook] = await arrived(1);
  if (!webhook) throw new Error('no webhook');
  const message = verified(webhook);
  const result = (await send(`${api.url}/v1/articles/${accepted.json.id}`)).json;
  expect(message).toEqual({ type: 'article.enriched', timestamp: result.enrichedAt, data: result });
  expect(webhook.path).toBe('/hook?token=hunter2');
  expect(webhook.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(webhook.headers['webhook-id']).toMatch(/^msg_[0-9a-f]{32}$/);
  await until('the answer', () => readAtArrival.length === 1);
  expect(readAtArrival).toEqual([200]);
});

test('the signed message about a large article equals its result', async () => {
  const paragraph = '<p>长安汽车（000625）上涨，$TSLA 下跌。</p>';
  const accepted = await submit(paragraph.repeat(1000), receiver.url);
  const [webhook] = await arrived(1);
  if (!webhook) throw new Error('no webhook');
  const result = (await send(`${api.url}/v1/articles/${accepted.json.id}`)).json;
  expect(webhook.body.length).toBeGreaterThan(3 * 65_536);
  expect(verified(webhook)).toEqual({ type: 'article.enriched', timestamp: result.enrichedAt, data: result });
});

test('during rotation, a receiver can verify with the old secret or the new one', async () => {
  await submit('<p>换钥</p>', receiver.url);
  const [webhook] = await arrived(1);
  if (!webhook) throw new Error('no webhook');
  expect(verified(webhook, secret)).toEqual(verified(webhook, oldSecret));
  expect(() => verified(webhook, newWebhookSecret())).toThrow(/signature/i);
});

test('the callback does not change the id of the article', async () => {
  const first = await submit('<p>同一篇</p>');
  const second = await submit('<p>同一篇</p>', receiver.url);
  expect(second.json).toMatchObject({ id: first.json.id, duplicate: true });
  await arrived(1);
});

test('each callback is called once, despite repeated and concurrent submissions, even for a finished article', async () => {
  const urls = [1, 2].map((caller) => `${receiver.url}/caller?name=${caller}`);
  await Promise.all([...urls, ...urls, ...urls].map((url) => submit('<p>多次</p>', url)));
  await arrived(2);
  const { json } = await submit('<p>多次</p>', `${receiver.url}/latecomer#part`);
  expect(json).toMatchObject({ duplicate: true, status: 'enriched' });
  await arrived(3);
  await Promise.all([...urls, `${receiver.url}/latecomer`].map((url) => submit('<p>多次</p>', url)));
  await drained();
  expect(receiver.received.map(({ path }) => path).sort()).toEqual([
    '/caller?name=1',
    '/caller?name=2',
    '/latecomer',
  ]);
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(3);
});

test('a failed article is delivered with its reason', async () => {
  const store = new ArticleStore(jobs.redis, { ttlSeconds: 3600 });
  const { id } = (await submit('<p>失败</p>')).json;
  await finished(api.url, id);
  // As if it were unfinished.
  await jobs.redis.hset(`tickerspan:{${id}}:record`, 'status', 'processing');
  await jobs.redis.del(`tickerspan:{${id}}:enrichment`);
  await store.saveFailure(id, { code: 'article_stalled', detail: 'Two workers died' });
  await submit('<p>失败</p>', receiver.url);
  const [webhook] = await arrived(1);
  if (!webhook) throw new Error('no webhook');
  const message = verified(webhook);
  expect(message).toMatchObject({
    type: 'article.failed',
    data: { id, status: 'failed', problem: { code: 'article_stalled' } },
  });
  expect(Date.parse(message.timestamp)).toBeGreaterThan(Date.now() - 60_000);
});

test('an article that is enriched after a failure is delivered again as another message', async () => {
  const { id } = (await submit('<p>后来成功</p>')).json;
  await finished(api.url, id);
  // As if it were unfinished.
  await jobs.redis.hset(`tickerspan:{${id}}:record`, 'status', 'processing');
  await jobs.redis.del(`tickerspan:{${id}}:enrichment`);
  await new ArticleStore(jobs.redis, { ttlSeconds: 3600 }).saveFailure(id, { code: 'internal', detail: 'x' });
  await submit('<p>后来成功</p>', receiver.url);
  await arrived(1);
  await send(`${api.url}/v1/articles/${id}/refresh`, { method: 'POST' });
  const messages = (await arrived(2)).map((webhook) => verified(webhook));
  expect(messages.map(({ type, data }) => [type, data.revision])).toEqual([
    ['article.failed', 1],
    ['article.enriched', 1],
  ]);
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(2);
});

test('a recorded delivery without a job is queued when the article is submitted again', async () => {
  const { id } = (await submit('<p>半路</p>')).json;
  await finished(api.url, id);
  await deliveryWorker.stop(0);
  await submit('<p>半路</p>', receiver.url);
  const [job] = await jobs.all();
  // As if the process had died between recording the delivery and queueing it.
  await job?.remove();
  await deliveryWorker[Symbol.asyncDispose]();
  deliveryWorker = await startDeliveryWorker(redis.url, { secrets: [secret, oldSecret] });
  expect(receiver.received).toHaveLength(0);
  await submit('<p>半路</p>', receiver.url);
  await arrived(1);
});

test('a redelivery that is requested during an attempt starts a second attempt', async () => {
  receiver.answer(() => 'hang');
  const { id } = (await submit('<p>再送</p>', receiver.url)).json;
  await arrived(1);
  receiver.answer(() => 204);
  await send(`${api.url}/v1/articles/${id}/redeliver`, { method: 'POST' });
  const [first, again] = await until('it', () => receiver.received.length === 2 && receiver.received);
  expect(again?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
});

test('a redelivery that is requested twice before it starts is made once', async () => {
  const { id } = (await submit('<p>两次再送</p>', receiver.url)).json;
  await arrived(1);
  await drained();
  await deliveryWorker[Symbol.asyncDispose]();
  const redeliver = () => send(`${api.url}/v1/articles/${id}/redeliver`, { method: 'POST' });
  for (let time = 0; time < 2; time++) expect((await redeliver()).json).toMatchObject({ deliveries: 1 });
  const [noted] = await jobs.redis.hvals(`tickerspan:{${id}}:deliveries`);
  expect(JSON.parse(noted ?? '')).toMatchObject({ state: 'queued' });
  expect(await jobs.all()).toHaveLength(1);
  deliveryWorker = await startDeliveryWorker(redis.url, { secrets: [secret, oldSecret] });
  await drained();
  expect(receiver.received).toHaveLength(2);
});

test('a delivery whose job runs twice is made once', async () => {
  await deliveryWorker.stop(0);
  const { id } = (await submit('<p>两遍</p>', receiver.url)).json;
  await finished(api.url, id);
  const [job] = await until('the job', async () => {
    const all = await jobs.all();
    return all.length > 0 && all;
  });
  const { data } = job ?? {};
  await deliveryWorker[Symbol.asyncDispose]();
  deliveryWorker = await startDeliveryWorker(redis.url, { secrets: [secret, oldSecret] });
  await arrived(1);
  await drained();
  const queue = createDeliveryQueue(jobs.redis, () => {});
  if (data) await queue.add(data);
  await drained();
  await queue.close();
  expect(receiver.received).toHaveLength(1);
});

test('a job contains only ids, and the URL is stored beside the article and expires with it', async () => {
  await deliveryWorker.stop(0);
  const { id } = (await submit('<p>只有编号</p>', `${receiver.url}/?token=hunter2`)).json;
  await finished(api.url, id);
  const [job] = await until('the job', async () => {
    const all = await jobs.all();
    return all.length > 0 && all;
  });
  expect(job?.data).toEqual({
    article: id,
    revision: 1,
    delivery: expect.stringMatching(/^msg_[0-9a-f]{32}$/),
  });
  const dashboard = await send(
    `${api.url}/admin/queues/api/queues?activeQueue=delivery&page=1&status=latest`,
  );
  expect(dashboard.text).toContain(job?.id);
  expect(dashboard.text).not.toContain('hunter2');
  for (const key of ['callbacks', 'deliveries']) {
    const name = `tickerspan:{${id}}:${key}`;
    expect(await jobs.redis.pexpiretime(name)).toBe(
      await jobs.redis.pexpiretime(`tickerspan:{${id}}:record`),
    );
  }
  await deliveryWorker[Symbol.asyncDispose]();
  deliveryWorker = await startDeliveryWorker(redis.url, { secrets: [secret, oldSecret] });
  await arrived(1);
  await until('its log', () => deliveryWorker.log.some((line) => line.includes('webhook delivered')));
  expect(deliveryWorker.log.join('')).not.toMatch(/hunter2|token/);
});

test('nothing is sent for an article that has expired or has a newer revision', async () => {
  await deliveryWorker.stop(0);
  const { id } = (await submit('<p>先过期</p>', receiver.url)).json;
  const other = (await submit('<p>先更新</p>', receiver.url)).json.id;
  await Promise.all([finished(api.url, id), finished(api.url, other)]);
  await until('both jobs', async () => (await jobs.all()).length === 2);
  await jobs.redis.del(...(await jobs.redis.keys(`tickerspan:{${id}}:*`)));
  await jobs.redis.hset(`tickerspan:{${other}}:record`, 'revision', 2);
  await deliveryWorker[Symbol.asyncDispose]();
  deliveryWorker = await startDeliveryWorker(redis.url, { secrets: [secret, oldSecret] });
  await drained();
  expect(receiver.received).toHaveLength(0);
  // The new revision has its own delivery.
  await submit('<p>先更新</p>', receiver.url);
  const [webhook] = await arrived(1);
  expect(webhook && verified(webhook)).toMatchObject({ data: { id: other, revision: 2 } });
});

test('an article can have at most a hundred callbacks', async () => {
  const urls = Array.from({ length: 100 }, (_, caller) => `${receiver.url}/${caller}`);
  await Promise.all(urls.map((url) => submit('<p>拥挤</p>', url)));
  const refused = await submit('<p>拥挤</p>', `${receiver.url}/100`);
  expect(refused).toMatchObject({ status: 422, json: { errors: [{ pointer: '/callbackUrl' }] } });
  expect((await submit('<p>拥挤</p>', urls[0])).status).not.toBe(422);
  await arrived(100);
});
