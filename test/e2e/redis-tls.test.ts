import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { type Exchange, startExchange } from '../../tools/simulator/exchange.ts';
import { finished, post, send } from '../support/client.ts';
import { documentedAcl } from '../support/documented-acl.ts';
import { POST } from '../support/posts.ts';
import { newWebhookSecret } from '../support/start-delivery-worker.ts';
import { startApiProcess, startWorkerProcess } from '../support/start-process.ts';
import { type Receiver, startReceiver } from '../support/start-receiver.ts';
import { freePort } from '../support/start-redis.ts';
import { startTlsRedis, type TlsRedis } from '../support/start-tls-redis.ts';
import { until } from '../support/until.ts';

const PASSWORD = 'a-password-of-redis';

let redis: TlsRedis;
let exchange: Exchange;
let receiver: Receiver;
/** The default user of the port without TLS, who may do anything. */
let owner: Redis;
let port: number;
let url: string;

beforeAll(async () => {
  [redis, exchange, receiver] = await Promise.all([startTlsRedis(), startExchange(), startReceiver()]);
  owner = new Redis(redis.server.url);
  await owner.call('ACL', 'SETUSER', 'tickerspan', ...documentedAcl(PASSWORD));
});

beforeEach(async () => {
  port = await freePort();
  url = `http://127.0.0.1:${port}`;
});

afterAll(async () => {
  owner.disconnect();
  for (const started of [receiver, exchange, redis]) await started[Symbol.asyncDispose]();
});

const redisUrl = (password = PASSWORD) => `rediss://tickerspan:${password}@${redis.tlsHost}`;
const trusting = () => ({ NODE_EXTRA_CA_CERTS: redis.caFile });
/** Returns what the user was refused, as `command|key|channel: what`. */
const refused = async () =>
  ((await owner.call('ACL', 'LOG')) as unknown[][]).map((entry) => {
    const [, , , reason, , , , what] = entry;
    return `${reason}: ${what}`;
  });

/** Runs a command as an operator does and returns what it prints. */
async function operator(...args: readonly string[]): Promise<string> {
  const env = { PATH: process.env.PATH ?? '', REDIS_URL: redisUrl(), ...trusting() };
  const ran = await promisify(execFile)(process.execPath, ['bin/tickerspan.mjs', ...args], { env });
  return ran.stdout + ran.stderr;
}

test('over TLS, everything works with only the rights that SECURITY.md names', async () => {
  const webhooks = { WEBHOOK_SECRET: newWebhookSecret(), WEBHOOK_ALLOW_PRIVATE: 'true' };
  const env = { ...trusting(), ...webhooks, ADMIN_READ_WRITE: 'true' };
  await using api = await startApiProcess(redisUrl(), port, env);
  await using worker = await startWorkerProcess(redisUrl(), exchange.url, env);
  await until('the API to be ready', async () => (await send(`${url}/readyz`)).status === 200);
  await haveArticlesLive();
  await failOne();
  await readAll();
  await changeAll();
  expect(await operator('redrive')).toMatch(/1 queued again/);
  expect(await operator('reconcile', '--in-flight-for', '0')).toMatch(/the ledger balances/);
  expect(await Promise.all([api.end('SIGTERM'), worker.end('SIGTERM')])).toEqual([0, 0]);
  expect(await refused()).toEqual([]);
  const isRefused = (line: string) => /NOPERM|executing the script/.test(line);
  expect([...api.log, ...worker.log].filter(isRefused)).toEqual([]);
});

/**
 * Processes an article whose first delivery fails, redelivers and refreshes it, and deletes another
 * article.
 */
async function haveArticlesLive(): Promise<void> {
  receiver.answer(() => (receiver.received.length === 1 ? 500 : 204));
  const article = JSON.stringify({ markdown: POST, source: 'a', callbackUrl: `${receiver.url}/taken` });
  const { id } = (await post(url, 'application/json', article, { Prefer: 'wait=10' })).json;
  const { companies } = (await finished(url, id)).json;
  expect(companies).toMatchObject([{ ticker: 'sz000625', quote: { currency: 'CNY' } }]);
  await until('a first attempt', () => receiver.received.length === 1);
  expect((await change('POST', `/v1/articles/${id}/redeliver`)).status).toBe(202);
  await until('a delivery', () => receiver.received.length === 2);
  const [endpoint] = (await send(`${url}/v1/webhooks`)).json.endpoints;
  expect((await change('POST', `/v1/webhooks/${endpoint.id}/enable`)).status).toBe(200);
  expect((await change('POST', `/v1/articles/${id}/refresh`)).status).toBe(202);
  await until('a second revision', async () => (await finished(url, id)).json.revision === 2);
  const other = (await post(url, 'text/html', '<p>要删的</p>')).json.id;
  await finished(url, other);
  expect((await change('DELETE', `/v1/articles/${other}`)).status).toBe(204);
}

async function readAll(): Promise<void> {
  for (const path of [
    '/v1/articles?ticker=sz000625&limit=5',
    '/v1/quotes?tickers=sz000625,hk00700',
    '/v1/ledger',
    '/v1/failures',
    '/metrics',
    '/admin/failures',
    '/admin/queues/api/queues?activeQueue=enrichment&page=1&status=latest',
    '/admin/queues/api/queues/enrichment/workers',
    '/admin/queues/api/redis/stats',
  ]) {
    expect([path, (await send(url + path)).status]).toEqual([path, 200]);
  }
}

/**
 * Makes all changes that the dashboard offers for a queue. Only a paused queue can be obliterated.
 */
async function changeAll(): Promise<void> {
  const steps = [
    'pause',
    'resume',
    'retry/failed',
    'promote',
    'clean/completed',
    'empty',
    'pause',
    'obliterate',
  ];
  for (const step of steps) {
    const answer = await change('PUT', `/admin/queues/api/queues/delivery/${step}`);
    expect([step, answer.status]).toEqual([step, 200]);
  }
}

function change(method: string, path: string) {
  const isDashboard = path.startsWith('/admin');
  const body = { headers: { 'Content-Type': 'application/json' }, body: '{"force":true}' };
  return send(url + path, { method, ...(isDashboard ? body : {}) });
}

/** Makes an article fail by removing its text. */
async function failOne(): Promise<void> {
  const queue = '{tickerspan}:enrichment';
  await owner.hset(`${queue}:meta`, 'paused', 1);
  const { id } = (await post(url, 'text/html', '<p>要失败的</p>')).json;
  await owner.rename(`tickerspan:{${id}}:text`, `tickerspan:{${id}}:away`);
  await owner.hdel(`${queue}:meta`, 'paused');
  await owner.zadd(`${queue}:marker`, 0, '0');
  expect((await finished(url, id)).json.status).toBe('failed');
  await until('its job to have failed', async () => (await owner.zcard(`${queue}:failed`)) === 1);
  await owner.rename(`tickerspan:{${id}}:away`, `tickerspan:{${id}}:text`);
}

test('the user can run no other commands and use no other keys', async () => {
  const user = new Redis(redis.server.url, { username: 'tickerspan', password: PASSWORD });
  for (const command of [
    ['FLUSHALL'],
    ['CONFIG', 'GET', 'requirepass'],
    ['KEYS', '*'],
    ['MONITOR'],
    ['ACL', 'LIST'],
    ['CLIENT', 'KILL', 'ID', '1'],
    ['SHUTDOWN'],
    ['REPLICAOF', 'NO', 'ONE'],
    ['MODULE', 'LIST'],
    ['SET', 'elsewhere', '1'],
    ['GET', 'bull:x'],
    ['EVAL', "return redis.call('GET', 'elsewhere')", '0'],
    ['EVAL', "return redis.call('FLUSHALL')", '0'],
    ['PUBLISH', 'elsewhere', 'x'],
  ] as const) {
    const [name, ...args] = command;
    await expect(user.call(name, ...args)).rejects.toThrow(/NOPERM|The user executing the script can't/);
  }
  user.disconnect();
  await owner.call('ACL', 'LOG', 'RESET');
});

test.each([
  ['a wrong password', () => redisUrl('another-password'), () => trusting(), /WRONGPASS/],
  [
    'an untrusted certificate',
    () => redisUrl(),
    () => ({}),
    /unable to verify the first certificate|self-signed certificate/,
  ],
  [
    'a plain connection to the TLS port',
    () => redisUrl().replace('rediss:', 'redis:'),
    () => ({}),
    /Connection is closed|ECONNRESET|EPIPE|ended/,
  ],
])(
  '%s is logged without the secret, and articles are refused until it is right',
  async (_what, address, trust, reason) => {
    await using api = await startApiProcess(address(), port, trust());
    expect(await post(url, 'text/html', '<p>x</p>')).toMatchObject({
      status: 503,
      json: { code: 'store_unavailable' },
    });
    const ready = await send(`${url}/readyz`);
    expect([ready.status, (await send(`${url}/livez`)).status]).toEqual([503, 200]);
    await until('it to be logged', () => api.log.some((line) => reason.test(line)));
    expect(await api.end('SIGTERM')).toBe(0);
    expect([...api.log, ...api.complaints, ready.text].join('\n')).not.toMatch(
      /another-password|a-password-of-redis/,
    );
  },
);
