import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError } from '../../../src/errors.ts';
import type { Resolve } from '../../../src/webhooks/addresses.ts';
import { createResolver } from '../../../src/webhooks/host-names.ts';
import { type Attempt, MessageChanged, sendWebhook } from '../../../src/webhooks/send-webhook.ts';
import { type Receiver, startReceiver } from '../../support/start-receiver.ts';
import { freePort } from '../../support/start-redis.ts';
import { startSocketReceiver } from '../../support/start-socket-receiver.ts';
import { until } from '../../support/until.ts';

let receiver: Receiver;

beforeEach(async () => {
  receiver = await startReceiver();
});

afterEach(() => receiver[Symbol.asyncDispose]());

interface Sending {
  readonly allowPrivate?: boolean;
  readonly ports?: readonly number[];
  readonly resolve?: Resolve;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly body?: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
  readonly length?: number;
  /** Called when the message is read. */
  readonly onMessage?: () => void;
}

const TEXT = Buffer.from('{"标题":1}');
const resolveByName = createResolver({ allowPrivate: true });

function send(url: string, sending: Sending = {}): Promise<Attempt> {
  const { allowPrivate = true, resolve = resolveByName, timeoutMs = 5000, ports = [] } = sending;
  const { signal = new AbortController().signal, body = [TEXT], length = TEXT.length } = sending;
  const message = async () => {
    sending.onMessage?.();
    return { headers: { 'content-type': 'application/json' }, length, body };
  };
  const options = { allowPrivate, ports, resolve, timeoutMs, signal, now: () => new Date() };
  return sendWebhook({ url, message }, options);
}

test('a message is posted with its headers, its body and a user agent', async () => {
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

test.each([200, 201, 299])('%i counts as delivered', async (status) => {
  receiver.answer(() => status);
  expect(await send(receiver.url)).toEqual({ outcome: 'delivered', status });
});

test.each([400, 401, 404, 409, 500, 502])('%i counts as failed', async (status) => {
  receiver.answer(() => status);
  expect(await send(receiver.url)).toEqual({
    outcome: 'failed',
    status,
    reason: `the receiver answered ${status}`,
  });
});

test.each([301, 302, 303, 307, 308])('%i counts as failed and is not followed', async (status) => {
  receiver.answer(() => ({ status, headers: { Location: `${receiver.url}/elsewhere` } }));
  expect(await send(receiver.url)).toMatchObject({
    outcome: 'failed',
    status,
    reason: expect.stringMatching(/redirect/),
  });
  expect(receiver.received).toHaveLength(1);
});

test('410 means that the endpoint is gone', async () => {
  receiver.answer(() => 410);
  expect(await send(receiver.url)).toMatchObject({ outcome: 'gone', status: 410 });
});

test.each([
  [429, 7000],
  [503, 7000],
  [500, undefined],
])('for %i with Retry-After: 7 the attempt reports %p milliseconds', async (status, retryAfterMs) => {
  receiver.answer(() => ({ status, headers: { 'Retry-After': '7' } }));
  expect(await send(receiver.url)).toHaveProperty('status', status);
  expect(((await send(receiver.url)) as { retryAfterMs?: number }).retryAfterMs).toBe(retryAfterMs);
});

/** Ways in which a receiver may keep a connection open without a valid answer. */
const HOLDS: Readonly<Record<string, (socket: Socket) => void>> = {
  'accepts and says nothing': () => {},
  'reads and says nothing': (socket) => void socket.resume(),
  'closes its half of the connection': (socket) => void socket.resume().end(),
  'sends its headers a byte at a time': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nX-Slow: ');
    socket.resume();
    const timer = setInterval(() => socket.write('x'), 5);
    socket.on('close', () => clearInterval(timer));
  },
  'sends interim answers without end': (socket) => {
    socket.resume();
    const timer = setInterval(() => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'), 5);
    socket.on('close', () => clearInterval(timer));
  },
  'continues without end': (socket) => {
    socket.resume();
    const timer = setInterval(() => socket.write('HTTP/1.1 100 Continue\r\n\r\n'.repeat(100)), 5);
    socket.on('close', () => clearInterval(timer));
  },
  'speaks another protocol': (socket) => void socket.resume().write('SSH-2.0-OpenSSH_9.2\r\n'),
  'cuts its status line off': (socket) => void socket.resume().end('HTTP/1.1 20'),
};

describe.each(Object.entries(HOLDS))('a receiver that %s', (_how, serve) => {
  test.each(['http', 'https'])('fails over %s, and its connection is closed', async (scheme) => {
    await using holder = await startSocketReceiver(serve);
    const attempt = await send(`${scheme}://127.0.0.1:${holder.port}/`, { timeoutMs: 300 });
    expect(attempt).toMatchObject({ outcome: 'failed', status: null });
    await until('the connection to be closed', () => holder.open() === 0);
  });
});

test.each([
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
  'HTTP/1.1 101 Switching Protocols\r\n\r\n',
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nmore',
])('a receiver that switches protocols (%j) fails with that status', async (answer) => {
  await using switcher = await startSocketReceiver((socket) => void socket.resume().write(answer));
  expect(await send(switcher.url)).toEqual({
    outcome: 'failed',
    status: 101,
    reason: 'the receiver answered 101',
  });
  await until('the connection to be closed', () => switcher.open() === 0);
});

test('interim responses before the final one are ignored', async () => {
  await using patient = await startSocketReceiver(
    (socket) =>
      void socket
        .resume()
        .write(
          'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n',
        ),
  );
  expect(await send(patient.url)).toEqual({ outcome: 'delivered', status: 204 });
});

test('the message is read only after the connection is established', async () => {
  const asked: string[] = [];
  const onMessage = () => void asked.push('message');
  await send(`http://127.0.0.1:${await freePort()}/`, { onMessage });
  await send('http://nobody.example/', { onMessage, resolve: () => Promise.reject(new Error('unknown')) });
  await using handshake = await startSocketReceiver((socket) => void socket.resume());
  await send(`https://127.0.0.1:${handshake.port}/`, { onMessage, timeoutMs: 100 });
  expect(asked).toEqual([]);
  await send(receiver.url, { onMessage });
  expect(asked).toEqual(['message']);
});

test('a body is read no faster than the receiver reads it', async () => {
  await using holder = await startSocketReceiver(() => {});
  const piece = Buffer.alloc(65_536);
  const pieces = 2000;
  let read = 0;
  async function* body() {
    for (; read < pieces; read += 1) {
      await nextTurn();
      yield piece;
    }
  }
  const attempt = await send(holder.url, {
    body: body(),
    length: pieces * piece.length,
    timeoutMs: 1000,
  });
  expect(attempt).toMatchObject({ outcome: 'failed', reason: 'it did not answer within 1000 ms' });
  // The sockets of both sides buffer this much.
  expect(read).toBeLessThan(pieces / 4);
});

test.each([new AppError('store_unavailable', 'away'), new MessageChanged()])(
  'an error while the message is read (%s) does not count against the receiver',
  async (error) => {
    // biome-ignore lint/correctness/useYield: it fails before it has anything
    async function* body(): AsyncGenerator<Uint8Array> {
      throw error;
    }
    await expect(send(receiver.url, { body: body() })).rejects.toBe(error);
    expect(receiver.received).toEqual([]);
  },
);

test('a receiver may answer before it has read the whole body', async () => {
  await using early = await startSocketReceiver(
    (socket) => void socket.end('HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n'),
  );
  const body = Array.from({ length: 200 }, () => Buffer.alloc(65_536));
  expect(await send(early.url, { body, length: 200 * 65_536 })).toMatchObject({ status: 413 });
});

test('a receiver that hangs times out', async () => {
  receiver.answer(() => 'hang');
  expect(await send(receiver.url, { timeoutMs: 50 })).toEqual({
    outcome: 'failed',
    status: null,
    reason: 'it did not answer within 50 ms',
  });
});

test('a name lookup that hangs times out too', async () => {
  const resolve: Resolve = () => new Promise<never>(() => {});
  const attempt = await send('http://receiver.example/', { timeoutMs: 50, resolve });
  expect(attempt).toMatchObject({ outcome: 'failed', reason: 'it did not answer within 50 ms' });
});

test.each([
  ['drip', 60_000],
  ['flood', 60_000],
] as const)('only the status counts: a body that would %s forever is dropped', async (how, timeoutMs) => {
  receiver.answer(() => how);
  expect(await send(receiver.url, { timeoutMs })).toEqual({ outcome: 'delivered', status: 200 });
});

test('a receiver that drops the connection, is away or has an unknown name fails, and the reason has no address', async () => {
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

describe('if private addresses are not allowed', () => {
  const refused = { outcome: 'refused', status: null, reason: expect.stringMatching(/public internet/) };

  test.each([
    ['http://93.184.215.14:22/', []],
    ['https://93.184.215.14:6379/', []],
    ['http://[2606:4700::1111]:8443/', []],
    ['https://receiver.example:8443/', [8444]],
  ])('nothing is sent to %s, whose port is not allowed', async (url, ports) => {
    const resolve: Resolve = () => Promise.reject(new Error('looked up'));
    expect(await send(url, { allowPrivate: false, ports, resolve })).toEqual({
      outcome: 'refused',
      status: null,
      reason: expect.stringMatching(/^Port \d+ is not allowed/),
    });
  });

  test.each(['127.0.0.1', '127.1', '2130706433', 'localhost', 'x.localhost', '[::ffff:127.0.0.1]'])(
    'nothing reaches the receiver at %s',
    async (host) => {
      expect(await send(`http://${host}:${receiver.port}/`, { allowPrivate: false })).toEqual(refused);
      expect(receiver.connections).toBe(0);
    },
  );

  test.each(['169.254.169.254', '[::1]', '[fd00:ec2::254]', '10.0.0.1'])(
    'no request goes to %s',
    async (host) => {
      expect(await send(`http://${host}/`, { allowPrivate: false })).toEqual(refused);
    },
  );

  test.each([
    [['127.0.0.1']],
    [['169.254.169.254']],
    [['::1']],
    [['::ffff:127.0.0.1']],
    [['8.8.8.8', '127.0.0.1']],
    [['127.0.0.1', '8.8.8.8']],
  ])('nothing is sent to a name that resolves to %j', async (addresses) => {
    const resolve: Resolve = async () =>
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    for (const scheme of ['http', 'https']) {
      const url = `${scheme}://rebound.example:${receiver.port}/`;
      const ports = [receiver.port];
      expect(await send(url, { allowPrivate: false, ports, resolve })).toEqual(refused);
    }
    expect(receiver.connections).toBe(0);
  });

  test('a name is resolved once per attempt, so that a second answer cannot differ from the first', async () => {
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

test('proxies in the environment are not used', async () => {
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

test('an aborted attempt ends with the reason of the abort', async () => {
  receiver.answer(() => 'hang');
  const controller = new AbortController();
  const attempt = send(receiver.url, { signal: controller.signal });
  setImmediate(() => controller.abort(new Error('stopping')));
  await expect(attempt).rejects.toThrow('stopping');
});
