import { createHash } from 'node:crypto';
import { post, send } from '../support/client.ts';
import { formsOf } from '../support/forms-of.ts';
import { rawRequest } from '../support/raw-request.ts';
import { newWebhookSecret } from '../support/start-delivery-worker.ts';
import { type RunningProcess, startApiProcess, startWorkerProcess } from '../support/start-process.ts';
import { startReceiver } from '../support/start-receiver.ts';
import { freePort, startRedis } from '../support/start-redis.ts';
import { until } from '../support/until.ts';

const UNREACHABLE_URL = 'http://127.0.0.1:9';

const SECRETS = {
  key: 'the-key-that-is-right-0001',
  rotated: 'the-key-that-goes-out-0002',
  wrong: 'the-key-that-is-wrong-0003',
  inUrl: 'the-key-in-the-address-0004',
  inHeader: 'the-key-with-a-typing-error-0005',
  cookie: 'the-cookie-of-somebody-0006',
  query: 'the-parameter-of-somebody-0007',
  callback: 'the-token-of-a-receiver-0008',
  articleUrl: 'the-token-of-an-article-0009',
  body: '机密正文第十号',
  redis: 'the p@ssword:of/Redis?#-0011',
};
const basic = (password: string) => `Basic ${Buffer.from(`anybody:${password}`).toString('base64')}`;
const API_KEYS = `all:submit+read+operate:${SECRETS.key},all:submit:${SECRETS.rotated}`;

test('logs and errors never contain a secret', async () => {
  await using redis = await startRedis(
    '--user',
    'tickerspan',
    'on',
    `>${SECRETS.redis}`,
    '~*',
    '&*',
    '+@all',
  );
  await using receiver = await startReceiver();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const redisUrl = withUser(redis.url, SECRETS.redis);
  const webhook = newWebhookSecret();
  const env = { LOG_LEVEL: 'trace', API_KEYS, WEBHOOK_SECRET: webhook, WEBHOOK_ALLOW_PRIVATE: 'true' };
  await using api = await startApiProcess(redisUrl, port, env);
  await using worker = await startWorkerProcess(redisUrl, UNREACHABLE_URL, env);
  const authorized = { Authorization: `Bearer ${SECRETS.key}` };

  const refusals = [
    await send(`${url}/v1/articles`),
    ...(await Promise.all(
      [
        `Bearer ${SECRETS.wrong}`,
        basic(SECRETS.wrong),
        `Bearer: ${SECRETS.inHeader}`,
        basic(SECRETS.rotated),
      ].map((Authorization) => send(`${url}/v1/ledger`, { headers: { Authorization } })),
    )),
    await send(`${url}/v1/articles?api_key=${SECRETS.inUrl}`),
    await send(`${url}/admin/queues?key=${SECRETS.inUrl}`),
    await send(`${url}/nowhere?x=${SECRETS.query}`, { headers: { Cookie: `session=${SECRETS.cookie}` } }),
    await post(url, 'application/json', `{"html": ${SECRETS.body}`, authorized),
    await post(
      url,
      'application/json',
      JSON.stringify({ html: SECRETS.body, titel: SECRETS.body }),
      authorized,
    ),
    await send(`${url}/v1/quotes?tickers=x&y=${SECRETS.query}`, { headers: authorized }),
  ];
  expect(refusals.map(({ status }) => status)).toEqual([
    401, 401, 401, 401, 403, 401, 401, 404, 400, 422, 400,
  ]);
  const target = `http://x:${SECRETS.inUrl}@127.0.0.1${'/v1/articles'}`;
  const request = `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
  const answers = [await rawRequest(url, request), ...refusals.map(({ text }) => text)];

  receiver.answer(() => (receiver.received.length < 2 ? 500 : 204));
  const article = {
    html: `<p>${SECRETS.body}</p>`,
    url: `https://example.com/?token=${SECRETS.articleUrl}`,
    callbackUrl: `${receiver.url}/in?token=${SECRETS.callback}`,
  };
  const { id } = (await post(url, 'application/json', JSON.stringify(article), authorized)).json;
  await until('the first attempt', () => receiver.received.length === 1);
  await send(`${url}/v1/articles/${id}/redeliver`, { method: 'POST', headers: authorized });
  await until('a delivery', () => receiver.received.length >= 2);
  const lists = ['/v1/webhooks', '/v1/ledger', '/v1/failures', '/readyz', '/metrics', '/openapi.json'];
  const listed = await Promise.all(lists.map((path) => send(url + path, { headers: authorized })));
  answers.push(...listed.map(({ text }) => text));

  await redis.kill();
  const away = await post(url, 'application/json', JSON.stringify(article), authorized);
  expect(away.status).toBe(503);
  answers.push(away.text, (await send(`${url}/readyz`)).text);
  await until('both to log that Redis is away', () =>
    [api, worker].every(({ log }) => log.some((line) => line.includes('ECONNREFUSED'))),
  );
  expect(await Promise.all([api.end('SIGTERM'), worker.end('SIGTERM')])).toEqual([0, 0]);

  const texts = { api: textOf(api), worker: textOf(worker), answers: answers.join('\n') };
  expect(texts.api).toContain('"caller":"all"');
  expect(texts.api).toContain('tickerspan:***@');
  const digests = Object.values(SECRETS).map((secret) => createHash('sha256').update(secret).digest('hex'));
  const forms = [...Object.values(SECRETS), webhook, webhook.slice('whsec_'.length)].flatMap(formsOf);
  for (const form of [...forms, ...digests]) {
    for (const [name, text] of Object.entries(texts))
      expect({ name, form, has: text.includes(form) }).toEqual({ name, form, has: false });
  }
});

test('a wrong Redis password is logged in one line without the password, and answered by 503', async () => {
  await using redis = await startRedis(
    '--user',
    'tickerspan',
    'on',
    '>the-right-password',
    '~*',
    '&*',
    '+@all',
  );
  const port = await freePort();
  await using api = await startApiProcess(withUser(redis.url, SECRETS.redis), port);
  const url = `http://127.0.0.1:${port}`;
  const refused = await post(url, 'text/html', '<p>x</p>');
  expect(refused).toMatchObject({ status: 503, json: { code: 'store_unavailable' } });
  expect((await send(`${url}/readyz`)).status).toBe(503);
  expect((await send(`${url}/livez`)).status).toBe(200);
  const line = await until('it to be logged', () => api.log.find((text) => text.includes('WRONGPASS')));
  expect(JSON.parse(line)).toMatchObject({ level: 'warn', msg: 'The store does not accept our password' });
  expect(await api.end('SIGTERM')).toBe(0);
  for (const form of formsOf(SECRETS.redis)) expect(textOf(api) + refused.text).not.toContain(form);
});

function withUser(redisUrl: string, password: string): string {
  return redisUrl.replace('redis://', `redis://tickerspan:${encodeURIComponent(password)}@`);
}

function textOf({ log, complaints }: RunningProcess): string {
  return [...log, ...complaints].join('\n');
}
