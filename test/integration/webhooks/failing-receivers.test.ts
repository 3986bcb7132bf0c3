import { Webhook } from 'standardwebhooks';
import { RETRY_SCHEDULE_MS } from '../../../src/webhooks/retry-schedule.ts';
import { finished, post, send } from '../../support/client.ts';
import {
  type DeliveryJobs,
  newWebhookSecret,
  openDeliveryJobs,
  startDeliveryWorker,
} from '../../support/start-delivery-worker.ts';
import { type Receiver, startReceiver } from '../../support/start-receiver.ts';
import { freePort, type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type Api, type RunningWorker, startApi, startWorker } from '../../support/start-service.ts';
import { startSocketReceiver } from '../../support/start-socket-receiver.ts';
import { until } from '../../support/until.ts';

const secret = newWebhookSecret();
const UNUSED_QUOTES_URL = 'http://127.0.0.1:1';
const HOUR = 3_600_000;
/** As many attempts as in the real schedule, without its pauses. */
const AT_ONCE = RETRY_SCHEDULE_MS.map(() => 1);

let redis: RedisServer;
let api: Api;
let worker: RunningWorker;
let jobs: DeliveryJobs;
let receiver: Receiver;
let serial = 0;

beforeEach(async () => {
  [redis, receiver] = await Promise.all([startRedis(), startReceiver()]);
  api = await startApi(redis.url, { webhooks: { secrets: [secret], allowPrivate: true } });
  worker = await startWorker({ redisUrl: redis.url, quotesUrl: UNUSED_QUOTES_URL });
  jobs = await openDeliveryJobs(redis.url);
});

afterEach(async () => {
  for (const resource of [jobs, worker, api, receiver, redis]) await resource[Symbol.asyncDispose]();
});

/** Submits a new article and waits until it is enriched. */
async function submit(callbackUrl: string): Promise<string> {
  const body = JSON.stringify({ html: `<p>第${++serial}篇</p>`, callbackUrl });
  const { id } = (await post(api.url, 'application/json', body)).json;
  await finished(api.url, id);
  return id;
}

/** Submits the last article again. */
const submitAgain = async (callbackUrl: string) => {
  serial--;
  await submit(callbackUrl);
};

const webhooks = async () => (await send(`${api.url}/v1/webhooks`)).json.endpoints;
const arrived = (count: number) => until(`${count} webhooks`, () => receiver.received.length >= count);
const failedJob = () => until('a failed job', async () => (await jobs.all()).find((job) => job.finishedOn));
const command = (path: string) => send(`${api.url}${path}`, { method: 'POST' });

test('a receiver that answers 500 gets the same message again on the schedule, and is disabled after the last attempt', async () => {
  receiver.answer(() => 500);
  await using running = await startDeliveryWorker(redis.url, { secrets: [secret] });
  const id = await submit(`${receiver.url}/hook?token=hunter2`);
  for (const [failures, pause] of [...RETRY_SCHEDULE_MS.entries()].slice(1)) {
    const { job, delayMs } = await jobs.afterFailures(failures);
    expect(delayMs).toBeGreaterThanOrEqual(pause * 0.9);
    expect(delayMs).toBeLessThanOrEqual(pause * 1.1);
    expect(receiver.received).toHaveLength(failures);
    await job.promote();
  }
  await failedJob();
  expect(receiver.received).toHaveLength(8);
  const messages = receiver.received.map(({ headers, body }) => {
    new Webhook(secret).verify(body, headers as Record<string, string>);
    return `${headers['webhook-id']} ${body}`;
  });
  expect(new Set(messages).size).toBe(1);
  const [endpoint] = await until('the endpoint to be disabled', async () => {
    const all = await webhooks();
    return all[0]?.state === 'disabled' && all;
  });
  expect(endpoint).toMatchObject({
    id: expect.stringMatching(/^e_[0-9a-f]{24}$/),
    url: `${receiver.url}/hook`,
    reason: expect.stringMatching(/failed 8 times.*answered 500/),
    delivered: 0,
    failed: 8,
    consecutiveFailures: 8,
    lastStatus: 500,
  });
  const line = running.log.map((text) => JSON.parse(text)).find(({ msg }) => /endpoint disabled/.test(msg));
  expect(line).toMatchObject({ level: 50, endpoint: endpoint.id, reason: endpoint.reason });
  expect(running.log.join('')).not.toMatch(/hunter2|hook\?/);
  expect(await storedJobs()).not.toMatch(/hunter2/);

  // Nothing more is sent to it.
  const next = await submit(`${receiver.url}/hook?token=other`);
  await until('its failure', async () => (await jobs.all()).filter((job) => job.finishedOn).length === 2);
  expect(receiver.received).toHaveLength(8);

  // This ends when the operator enables it and redelivers what was missed.
  receiver.answer(() => 204);
  expect(await command(`/v1/webhooks/${endpoint.id}/enable`)).toMatchObject({
    status: 200,
    json: { id: endpoint.id, state: 'active', reason: null, consecutiveFailures: 0 },
  });
  for (const article of [id, next]) {
    expect(await command(`/v1/articles/${article}/redeliver`)).toMatchObject({
      status: 202,
      json: { id: article, revision: 1, deliveries: 1 },
    });
  }
  await arrived(10);
  expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toContain(
    receiver.received[0]?.headers['webhook-id'],
  );
  await until('the counts', async () => (await webhooks())[0]?.delivered === 2);
  expect((await webhooks())[0]).toMatchObject({ state: 'active', lastStatus: 204, failingSince: null });
  // It failed because of its receiver's responses; no worker died.
  expect(running.log.join('')).not.toContain('workers died');
});

/** Returns everything that Redis stores about jobs. */
async function storedJobs(): Promise<string> {
  const keys = await jobs.redis.keys('{tickerspan}:delivery:msg_*');
  return JSON.stringify(await Promise.all(keys.map((key) => jobs.redis.hgetall(key).catch(() => ''))));
}

test('an endpoint that accepted another delivery in between stays enabled when one fails for good', async () => {
  receiver.answer(({ body }) => (body.includes(`第${firstSerial}篇`) ? 500 : 204));
  const firstSerial = serial + 1;
  await using _deliveries = await startDeliveryWorker(redis.url, { secrets: [secret] });
  await submit(receiver.url);
  await jobs.afterFailures(1);
  await submit(receiver.url);
  await arrived(2);
  for (const failures of [1, 2, 3, 4, 5, 6, 7]) await (await jobs.afterFailures(failures)).job.promote();
  await failedJob();
  expect((await webhooks())[0]).toMatchObject({ state: 'active', delivered: 1, failed: 8 });
});

test('410 disables the endpoint at once, with any query, but no other path of its host', async () => {
  receiver.answer(({ path }) => (path.startsWith('/gone') ? 410 : 204));
  await using _deliveries = await startDeliveryWorker(redis.url, { secrets: [secret], scheduleMs: AT_ONCE });
  await submit(`${receiver.url}/gone?user=1`);
  await failedJob();
  await until('it to be disabled', async () => (await webhooks())[0]?.state === 'disabled');
  await submit(`${receiver.url}/gone?user=2`);
  await submit(`${receiver.url}/here`);
  await arrived(2);
  await until('both failures', async () => (await jobs.all()).length === 2);
  expect(receiver.received.map(({ path }) => path)).toEqual(['/gone?user=1', '/here']);
  const listed = await until('both', async () => {
    const all = await webhooks();
    return all.length === 2 && all;
  });
  expect(listed.map(({ url, state }: Record<string, string>) => [url, state])).toEqual([
    [`${receiver.url}/gone`, 'disabled'],
    [`${receiver.url}/here`, 'active'],
  ]);
  expect(listed[0]).toMatchObject({ reason: expect.stringMatching(/410/), lastStatus: 410, failed: 1 });
});

test.each([429, 503])('%i with a Retry-After is retried no sooner, and within ten hours', async (status) => {
  receiver.answer(({ path }) => ({
    status,
    headers: { 'Retry-After': path === '/long' ? '999999' : '3600' },
  }));
  await using _deliveries = await startDeliveryWorker(redis.url, { secrets: [secret] });
  await submit(`${receiver.url}/`);
  const { job, delayMs } = await jobs.afterFailures(1);
  expect(delayMs).toBe(HOUR);
  await job.remove();
  await submit(`${receiver.url}/long`);
  expect((await jobs.afterFailures(1)).delayMs).toBe(10 * HOUR);
});

test('a receiver that hangs, redirects, cuts off or is away is retried until it gets the message', async () => {
  const answers = ['hang', { status: 302, headers: { Location: `${receiver.url}/other` } }, 'drop'] as const;
  receiver.answer(() => answers[receiver.received.length - 1] ?? 204);
  await using _deliveries = await startDeliveryWorker(redis.url, { secrets: [secret], timeoutMs: 1500 });
  await submit(`${receiver.url}/hook`);
  const reasons: string[] = [];
  for (const failures of [1, 2, 3]) {
    const { job } = await jobs.afterFailures(failures);
    reasons.push(job.failedReason);
    await job.promote();
  }
  await arrived(4);
  expect(reasons).toEqual([
    'it did not answer within 1500 ms',
    'the receiver answered 302: redirects are not followed',
    'it could not be reached (ECONNRESET)',
  ]);
  expect(receiver.received.map(({ path }) => path)).toEqual(['/hook', '/hook', '/hook', '/hook']);

  await submit(`http://127.0.0.1:${await freePort()}/`);
  expect((await jobs.afterFailures(1)).job.failedReason).toBe('it could not be reached (ECONNREFUSED)');
});

test('a new receiver that hangs occupies two slots of a worker, and waiting deliveries use no attempt', async () => {
  receiver.answer(() => 'hang');
  await using quick = await startReceiver();
  await using _deliveries = await startDeliveryWorker(redis.url, { secrets: [secret] });
  await Promise.all(Array.from({ length: 12 }, (_, path) => submit(`${receiver.url}/${path}`)));
  await arrived(2);
  await submit(quick.url);
  await until('the other one', () => quick.received.length === 1);
  expect(receiver.received).toHaveLength(2);
  const jobsThere = await jobs.all();
  expect(jobsThere.filter(({ attemptsMade }) => attemptsMade > 0)).toEqual([]);
});

test('forty receivers that hang or switch protocols do not delay others, even after a restart', async () => {
  await using switcher = await startSocketReceiver(
    (socket) => void socket.resume().write('HTTP/1.1 101 Switching Protocols\r\n\r\n'),
  );
  await using hanging = await startSocketReceiver(() => {});
  // If private addresses are allowed, a worker treats these as several services on several hosts.
  const hosts = Array.from({ length: 40 }, (_, host) => `127.0.1.${host + 1}`);
  const urls = hosts.flatMap((host, index) => {
    const { port } = index % 4 === 0 ? switcher : hanging;
    return [1, 2].map((path) => `http://${host}:${port}/${path}`);
  });
  for (let restart = 0; restart < 2; restart++) {
    await using _deliveries = await startDeliveryWorker(redis.url, { secrets: [secret], scheduleMs: [HOUR] });
    if (restart === 0) await submitTo(urls);
    await until('the receivers to hang', () => hanging.open() >= 30);
    const before = receiver.received.length;
    await submit(`${receiver.url}/live`);
    await arrived(before + 1);
  }
});

/** Submits one article with each of these callbacks. */
async function submitTo(urls: readonly string[]): Promise<void> {
  serial += 1;
  for (const callbackUrl of urls) {
    const body = JSON.stringify({ html: `<p>第${serial}篇</p>`, callbackUrl });
    await post(api.url, 'application/json', body);
  }
}

describe('if private addresses are not allowed', () => {
  test.each(['127.0.0.1', '[::1]', '169.254.169.254', 'localhost'])(
    'a delivery to %s that was accepted before is not sent, and fails once with the reason',
    async (host) => {
      await using running = await startDeliveryWorker(redis.url, {
        secrets: [secret],
        allowPrivate: false,
        scheduleMs: AT_ONCE,
      });
      await submit(`http://${host}:${receiver.port}/`);
      const job = await failedJob();
      expect([job.attemptsMade, job.failedReason]).toEqual([1, expect.stringMatching(/public internet/)]);
      expect(receiver.connections).toBe(0);
      expect(running.log.join('')).toMatch(/public internet/);
      expect((await webhooks())[0]).toMatchObject({
        state: 'active',
        failed: 1,
        lastReason: job.failedReason,
      });
    },
  );

  test('a delivery to a name that resolves to one fails too', async () => {
    const asked: string[] = [];
    await using _deliveries = await startDeliveryWorker(redis.url, {
      secrets: [secret],
      allowPrivate: false,
      ports: [receiver.port],
      scheduleMs: AT_ONCE,
      resolve: async (hostname) => {
        asked.push(hostname);
        return [{ address: '127.0.0.1', family: 4 }];
      },
    });
    await submit(`http://receiver.example:${receiver.port}/`);
    const job = await failedJob();
    expect(job.failedReason).toMatch(/public internet/);
    expect([asked, receiver.connections]).toEqual([['receiver.example'], 0]);
    // Resubmitting does not queue it either, although BullMQ no longer knows the job.
    await job.remove();
    await submitAgain(`http://receiver.example:${receiver.port}/`);
    expect(await jobs.all()).toEqual([]);
  });
});

test('a worker that stops waits for current deliveries, and puts slow ones back without using an attempt', async () => {
  receiver.answer(() => 'hang');
  const first = await startDeliveryWorker(redis.url, { secrets: [secret] });
  await submit(receiver.url);
  await arrived(1);
  await first[Symbol.asyncDispose]();
  const [job] = await jobs.all();
  expect([await job?.getState(), job?.attemptsMade]).toEqual(['waiting', 0]);
  expect(await webhooks()).toEqual([]);

  let answered = false;
  receiver.answer(() => {
    answered = true;
    return 204;
  });
  const second = await startDeliveryWorker(redis.url, { secrets: [secret] });
  await arrived(2);
  await second.stop(5000);
  await second[Symbol.asyncDispose]();
  expect([answered, await jobs.all()]).toEqual([true, []]);
});

test('a worker that gets a delivery while it stops puts it back', async () => {
  receiver.answer(() => 'hang');
  await submit(receiver.url);
  await until('its delivery', async () => (await jobs.all()).length === 1);
  // Redis keeps the request for the job until the worker has been told to stop.
  await jobs.redis.client('PAUSE', 60_000, 'WRITE');
  const worker = await startDeliveryWorker(redis.url, { secrets: [secret] });
  const stopped = worker.stop(0);
  await jobs.redis.client('UNPAUSE');
  await stopped;
  await worker[Symbol.asyncDispose]();
  const [job] = await jobs.all();
  expect([await job?.getState(), job?.attemptsMade]).toEqual(['waiting', 0]);
  expect(receiver.received).toEqual([]);
});
