import { type Resolve, resolveByName } from '../../../src/webhooks/public-lookup.ts';
import { type Attempt, sendWebhook } from '../../../src/webhooks/send-webhook.ts';
import { type Receiver, startReceiver } from '../../support/start-receiver.ts';
import { freePort } from '../../support/start-redis.ts';

let receiver: Receiver;

beforeEach(async () => {
  receiver = await startReceiver();
});

afterEach(() => receiver[Symbol.asyncDispose]());

interface Sending {
  readonly allowPrivate?: boolean;
  readonly resolve?: Resolve;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

function send(url: string, sending: Sending = {}): Promise<Attempt> {
  const { allowPrivate = true, resolve = resolveByName, timeoutMs = 5000 } = sending;
  const { signal = new AbortController().signal } = sending;
  const request = { url, headers: { 'content-type': 'application/json' }, body: '{"标题":1}' };
  return sendWebhook(request, { allowPrivate, resolve, timeoutMs, signal, now: () => new Date() });
}

test('a message is posted with its headers, its body, and who sends it', async () => {
  expect(await send(`${receiver.url}/hook?token=1`)).toEqual({ outcome: 'delivered', status: 204 });
  expect(receiver.received).toEqual([
    {
      path: '/hook?token=1',
      body: '{"标题":1}',
      headers: expect.objectContaining({
        'content-type': 'application/json',
        'content-length': '12',
        'user-agent': 'tickerspan-webhooks/1',
        host: `127.0.0.1:${receiver.port}`,
      }),
    },
  ]);
});

test.each([200, 201, 299])('%i is a delivery', async (status) => {
  receiver.answer(() => status);
  expect(await send(receiver.url)).toEqual({ outcome: 'delivered', status });
});

test.each([400, 401, 404, 409, 500, 502])('%i is a failure', async (status) => {
  receiver.answer(() => status);
  expect(await send(receiver.url)).toEqual({
    outcome: 'failed',
    status,
    reason: `the receiver answered ${status}`,
  });
});

test.each([301, 302, 303, 307, 308])('%i is a failure, and is not followed', async (status) => {
  receiver.answer(() => ({ status, headers: { Location: `${receiver.url}/elsewhere` } }));
  expect(await send(receiver.url)).toMatchObject({
    outcome: 'failed',
    status,
    reason: expect.stringMatching(/redirect/),
  });
  expect(receiver.received).toHaveLength(1);
});

test('410 says that nothing more is wanted', async () => {
  receiver.answer(() => 410);
  expect(await send(receiver.url)).toMatchObject({ outcome: 'gone', status: 410 });
});

test.each([
  [429, 7000],
  [503, 7000],
  [500, undefined],
])('of %i with Retry-After: 7, %p milliseconds are kept', async (status, retryAfterMs) => {
  receiver.answer(() => ({ status, headers: { 'Retry-After': '7' } }));
  expect(await send(receiver.url)).toHaveProperty('status', status);
  expect(((await send(receiver.url)) as { retryAfterMs?: number }).retryAfterMs).toBe(retryAfterMs);
});

test('a receiver that hangs is given up in time', async () => {
  receiver.answer(() => 'hang');
  expect(await send(receiver.url, { timeoutMs: 50 })).toEqual({
    outcome: 'failed',
    status: null,
    reason: 'it did not answer within 50 ms',
  });
});

test('a name that is not resolved in time is given up too', async () => {
  const resolve: Resolve = () => new Promise(() => {});
  const attempt = await send('http://receiver.example/', { timeoutMs: 50, resolve });
  expect(attempt).toMatchObject({ outcome: 'failed', reason: 'it did not answer within 50 ms' });
});

test.each([
  ['drip', 300],
  ['flood', 60_000],
] as const)('an answer is its status: a body that would %s for ever is dropped', async (how, timeoutMs) => {
  receiver.answer(() => how);
  expect(await send(receiver.url, { timeoutMs })).toEqual({ outcome: 'delivered', status: 200 });
});

test('a receiver that cuts the connection, is not there or has no name has failed, and the reason names no address', async () => {
  receiver.answer(() => 'drop');
  const nobody = `http://127.0.0.1:${await freePort()}/hook?token=hunter2`;
  const nameless: Resolve = () =>
    Promise.reject(Object.assign(new Error('who is hunter2?'), { code: 'ENOTFOUND' }));
  const attempts = [
    await send(receiver.url),
    await send(nobody),
    await send('http://nobody.example/', { resolve: nameless }),
    await send('http://nobody.example/', { resolve: () => Promise.resolve([]) }),
  ];
  expect(attempts).toEqual(
    ['ECONNRESET', 'ECONNREFUSED', 'ENOTFOUND', 'ENOTFOUND'].map((code) => ({
      outcome: 'failed',
      status: null,
      reason: `it could not be reached (${code})`,
    })),
  );
});

describe('where private addresses are not allowed', () => {
  const refused = { outcome: 'refused', status: null, reason: expect.stringMatching(/public internet/) };

  test.each(['127.0.0.1', '127.1', '2130706433', 'localhost', 'x.localhost', '[::ffff:127.0.0.1]'])(
    'nothing reaches the receiver at %s',
    async (host) => {
      expect(await send(`http://${host}:${receiver.port}/`, { allowPrivate: false })).toEqual(refused);
      expect(receiver.connections).toBe(0);
    },
  );

  test.each(['169.254.169.254', '[::1]', '[fd00:ec2::254]', '10.0.0.1'])('%s is not asked', async (host) => {
    expect(await send(`http://${host}/`, { allowPrivate: false })).toEqual(refused);
  });

  test.each([
    [['127.0.0.1']],
    [['169.254.169.254']],
    [['::1']],
    [['::ffff:127.0.0.1']],
    [['8.8.8.8', '127.0.0.1']],
    [['127.0.0.1', '8.8.8.8']],
  ])('nothing is sent to a name that stands for %j', async (addresses) => {
    const resolve: Resolve = async () =>
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    for (const scheme of ['http', 'https']) {
      const url = `${scheme}://rebound.example:${receiver.port}/`;
      expect(await send(url, { allowPrivate: false, resolve })).toEqual(refused);
    }
    expect(receiver.connections).toBe(0);
  });

  test('a name is resolved once an attempt, so that a second answer cannot differ from the first', async () => {
    let questions = 0;
    const resolve: Resolve = async () => {
      questions++;
      return [{ address: '127.0.0.1', family: 4 }];
    };
    expect(await send(`http://name.example:${receiver.port}/`, { resolve })).toMatchObject({ status: 204 });
    expect(questions).toBe(1);
    expect(receiver.received[0]?.headers.host).toBe(`name.example:${receiver.port}`);
  });
});

test('the proxies that the environment names are not asked', async () => {
  await using proxy = await startReceiver();
  const before = { ...process.env };
  Object.assign(process.env, {
    HTTP_PROXY: proxy.url,
    http_proxy: proxy.url,
    ALL_PROXY: proxy.url,
    NO_PROXY: '',
  });
  try {
    expect(await send(receiver.url)).toMatchObject({ outcome: 'delivered' });
  } finally {
    process.env = before;
  }
  expect([receiver.connections, proxy.connections]).toEqual([1, 0]);
});

test('an attempt that is called off ends with the reason for it', async () => {
  receiver.answer(() => 'hang');
  const controller = new AbortController();
  const attempt = send(receiver.url, { signal: controller.signal });
  setImmediate(() => controller.abort(new Error('stopping')));
  await expect(attempt).rejects.toThrow('stopping');
});
