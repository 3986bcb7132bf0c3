/**
 * `npm run bench:hostile [-- --only stalled --seconds 15 --entries 200000]`: puts each of several hostile loads on the built API,
 * with a worker and a Redis of its own, and posts ordinary articles and asks `/livez` beside it. Prints for each load how the ordinary
 * articles fared (p95), the worst `/livez`, and the most memory that the API had resident. Ends with 1 if any load broke a bound.
 *
 * The API is started anew for each load. Nothing leaves loopback, and each load ends after `--seconds`.
 */
import { readFileSync } from 'node:fs';
import { Agent, request as openRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { Redis } from 'ioredis';
import { startExchange } from '../simulator/exchange.ts';
import { keysOf } from '../src/articles/article-keys.ts';
import { finished, post } from '../test/support/client.ts';
import { startApiProcess, startWorkerProcess } from '../test/support/start-process.ts';
import { freePort, startRedis } from '../test/support/start-redis.ts';

const MAX_LIVEZ_MS = 300;
const MAX_P95_MS = 3000;
const MAX_MIB = 768;

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    seconds: { type: 'string', default: '12' },
    entries: { type: 'string', default: '200000' },
  },
});
const seconds = Number(values.seconds);

interface Target {
  readonly url: string;
  readonly port: number;
  readonly redis: Redis;
  /** Ids of articles with large enrichments. */
  readonly largeIds: readonly string[];
  /** Aborted when the load is over. */
  readonly signal: AbortSignal;
}

/** Opens connections, writes to each and reads nothing, until the load is over. */
async function stall(
  { port, signal }: Target,
  count: number,
  write: (socket: Socket, index: number) => void,
): Promise<void> {
  const sockets = Array.from({ length: count }, (_, index) => {
    const socket = connect(port, '127.0.0.1', () => write(socket, index));
    return socket.on('error', () => {}).pause();
  });
  await delay(seconds * 1000, undefined, { signal }).catch(() => {});
  for (const socket of sockets) socket.destroy();
}

function head(path: string, headers: Readonly<Record<string, string | number>>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${lines.join('')}\r\n`;
}

/** Posts a body and reads the answer; gives its status and how many bytes it had. */
async function ask({ url, signal }: Target, path: string, init: RequestInit = {}) {
  try {
    const response = await fetch(url + path, { ...init, signal });
    const bytes = Buffer.from(await response.arrayBuffer());
    const { detail = '' } = response.ok ? {} : JSON.parse(bytes.toString());
    return `${response.status}: ${bytes.length} bytes ${detail.slice(0, 120)}`;
  } catch (error) {
    return (error as Error).name;
  }
}

function counted(outcomes: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const outcome of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return [...counts].map(([outcome, count]) => `${count} × ${outcome}`).join(', ');
}

const inflated = (target: Target, encoding: string, body: Buffer): Promise<string> =>
  ask(target, '/v1/articles', {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-ndjson', 'Content-Encoding': encoding },
    body: new Uint8Array(body),
  });

const SPACES = Buffer.alloc(5 * 1024 * 1024 - 20, 0x20);
const ARTICLE = Buffer.concat([Buffer.from('<p>x'), SPACES]);
const manyFields = `{"html":"x",${Array.from({ length: 400_000 }, (_, index) => `"${index.toString(36)}":1`).join(',')}}`;

const LOADS: Readonly<Record<string, (target: Target) => Promise<string>>> = {
  nothing: async ({ signal }) => {
    await delay(seconds * 1000, undefined, { signal }).catch(() => {});
    return 'ordinary articles alone';
  },
  'blank-lines': async (target) => {
    const bomb = brotliCompressSync(Buffer.alloc(64 * 1024 * 1024, 0x0a), {
      params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_LGWIN]: 24 },
    });
    const headers = {
      'Content-Type': 'application/x-ndjson',
      'Content-Encoding': 'br',
      'Content-Length': bomb.length,
    };
    const sockets = Array.from({ length: 100 }, () => {
      const socket = connect(target.port, '127.0.0.1', () => {
        socket.write(head('/v1/articles', headers));
        socket.write(bomb);
      });
      return socket.on('error', () => {});
    });
    await delay(1000);
    for (const socket of sockets) socket.destroy();
    await delay(seconds * 1000, undefined, { signal: target.signal }).catch(() => {});
    return `100 × ${bomb.length} bytes, abandoned after 1 s`;
  },
  'tiny-lines': (target) => inflated(target, 'identity', Buffer.from('{}\n'.repeat(1_000_000))),
  'gzipped-lines': (target) => inflated(target, 'gzip', gzipSync(Buffer.alloc(480_000_000, 0x0a))),
  'unknown-fields': async (target) => {
    const headers = { 'Content-Type': 'application/json' };
    const one = () => ask(target, '/v1/articles', { method: 'POST', headers, body: manyFields });
    return counted(await Promise.all(Array.from({ length: 6 }, one)));
  },
  'deep-json': async (target) => {
    const headers = { 'Content-Type': 'application/json' };
    const body = '['.repeat(5_000_000);
    const one = () => ask(target, '/v1/articles', { method: 'POST', headers, body });
    return counted(await Promise.all(Array.from({ length: 10 }, one)));
  },
  'stalled-inflating': async (target) => {
    const body = gzipSync(ARTICLE);
    const headers = {
      'Content-Type': 'text/html',
      'Content-Encoding': 'gzip',
      'Content-Length': body.length,
    };
    await stall(target, 300, (socket) => {
      socket.write(head('/v1/articles', headers));
      socket.write(body.subarray(0, -50));
    });
    return `300 × ${body.length} bytes`;
  },
  'stalled-plain': async (target) => {
    const headers = { 'Content-Type': 'text/html', 'Content-Length': ARTICLE.length };
    await stall(target, 300, (socket) => {
      socket.write(head('/v1/articles', headers));
      socket.write(ARTICLE.subarray(0, -50));
    });
    return `300 × ${ARTICLE.length} bytes`;
  },
  'stalled-lines': async (target) => {
    const line = gzipSync(Buffer.concat([Buffer.from('{"html":"'), Buffer.alloc(4_000_000, 0x78)]));
    const headers = {
      'Content-Type': 'application/x-ndjson',
      'Content-Encoding': 'gzip',
      'Transfer-Encoding': 'chunked',
    };
    await stall(target, 300, (socket) => {
      socket.write(head('/v1/articles', headers));
      socket.write(`${line.length.toString(16)}\r\n`);
      socket.write(line);
    });
    return '300 unfinished lines of 4 MB';
  },
  pipelined: async (target) => {
    const requests = 'GET /v1/articles?limit=1000 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'.repeat(8500);
    await stall(target, 10, (socket) => void socket.write(requests));
    return '10 × 8,500 requests that are not read';
  },
  'unread-pages': async (target) => {
    const request = 'GET /v1/articles?limit=1000 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';
    await stall(target, 300, (socket) => void socket.write(request));
    return '300 pages of the feed that are not read';
  },
  listeners: async (target) => {
    const agent = new Agent({ maxSockets: 300 });
    const requests = Array.from({ length: 200 }, () =>
      openRequest(`${target.url}/v1/articles?after=0-0&ticker=usZZZZ`, {
        agent,
        headers: { Accept: 'text/event-stream' },
      })
        .on('response', (response) => response.resume().on('error', () => {}))
        .on('error', () => {}),
    );
    for (const request of requests) request.end();
    await delay(seconds * 1000, undefined, { signal: target.signal }).catch(() => {});
    for (const request of requests) request.destroy();
    agent.destroy();
    return `200 listeners at 0-0 in a feed of ${values.entries}`;
  },
  'large-articles': async (target) => {
    const many = ask(target, `/v1/articles?ids=${target.largeIds.join(',')}`);
    const ones = Array.from({ length: 8 }, () => ask(target, `/v1/articles/${target.largeIds[0]}`));
    return counted(await Promise.all([many, ...ones]));
  },
  'unread-articles': async (target) => {
    const request = `GET /v1/articles/${target.largeIds[0]} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`;
    await stall(target, 100, (socket) => void socket.write(request));
    return '100 large articles that are not read';
  },
};

async function fillFeed(redis: Redis, entries: number): Promise<void> {
  const summary = JSON.stringify({
    id: `a_${'a'.repeat(26)}`,
    revision: 1,
    title: '长安汽车今天涨停，机构看好后市'.repeat(2),
    url: 'https://finance.sina.com.cn/stock/2026-09-30/doc-x.shtml',
    source: 'sina',
    publishedAt: '2026-09-30T06:10:22.000Z',
    enrichedAt: '2026-09-30T06:10:22.000Z',
    tickers: [{ ticker: 'sz000625', name: '长安汽车' }],
    counts: { mentions: 2, genuine: 1 },
  });
  const fields = ['id', 'x', 'previous', '', 'tickers', 'sz000625', 'source', 'sina', 'summary', summary];
  for (let from = 1; from <= entries; from += 2000) {
    const pipeline = redis.pipeline();
    for (let at = from; at < Math.min(from + 2000, entries + 1); at++)
      pipeline.xadd('tickerspan:{feed}:stream', `${at}-0`, ...fields);
    await pipeline.exec();
  }
  await redis.hset('tickerspan:{feed}:bounds', 'last', `${entries}-0`);
}

/** Posts articles and gives them enrichments of 13 MB, as articles with thousands of mentions had. */
async function makeLarge(url: string, redis: Redis, count: number): Promise<readonly string[]> {
  const mention = { ticker: 'sz000625', text: '长安汽车', start: 1, end: 5, dialect: 'sina', first: true };
  const evidence = [
    { signal: 'x', weight: 1, detail: '长安汽车 means nothing else that is known'.repeat(8) },
  ];
  const mentions = Array(20_000).fill({ ...mention, genuine: true, confidence: 1, evidence });
  const enrichment = JSON.stringify({ body: '<p>x</p>', mentions, companies: [] });
  const ids: string[] = [];
  for (let serial = 0; serial < count; serial++) {
    const { json } = await post(url, 'text/html', `<p>large ${serial}</p>`);
    await finished(url, json.id, 60_000);
    await redis.set(keysOf(json.id).enrichment, enrichment);
    ids.push(json.id);
  }
  return ids;
}

function residentMib(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Does something again and again until the load is over; gives how long each took, and what went wrong. */
async function repeat(everyMs: number, signal: AbortSignal, work: () => Promise<void>) {
  const milliseconds: number[] = [];
  const failures: string[] = [];
  while (!signal.aborted) {
    const startedAt = performance.now();
    await work().catch((error: Error) => failures.push(error.message));
    const took = performance.now() - startedAt;
    milliseconds.push(took);
    await delay(Math.max(0, everyMs - took));
  }
  return { sorted: milliseconds.sort((one, other) => one - other), failures };
}

let serial = 0;
async function postOrdinary(url: string): Promise<void> {
  const body = `<p>第${serial++}号：<span id="stock_sz000625">长安汽车</span>${'　公告内容真实、准确和完整。'.repeat(60)}</p>`;
  const init = { method: 'POST', headers: { 'Content-Type': 'text/html' }, body };
  const response = await fetch(`${url}/v1/articles`, { ...init, signal: AbortSignal.timeout(30_000) });
  await response.arrayBuffer();
  if (response.status !== 202) throw new Error(String(response.status));
}

async function askLivez(url: string): Promise<void> {
  const response = await fetch(`${url}/livez`, { signal: AbortSignal.timeout(30_000) });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(String(response.status));
}

await using redis = await startRedis();
const exchange = await startExchange();
await using _worker = await startWorkerProcess(redis.url, exchange.url);
const client = new Redis(redis.url);
// Rewriting the file after what is prepared here would hold up Redis during the loads.
await client.config('SET', 'auto-aof-rewrite-percentage', '0');
await fillFeed(client, Number(values.entries));
let largeIds: readonly string[] = [];
let isHeld = true;

for (const [name, load] of Object.entries(LOADS)) {
  if (!name.includes(values.only)) continue;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await using api = await startApiProcess(redis.url, port, { MAX_QUEUE_AGE_SECONDS: '100000' });
  if (largeIds.length === 0) largeIds = await makeLarge(url, client, 10);
  await delay(3000);
  const over = new AbortController();
  const stop = setTimeout(() => over.abort(), (seconds + 5) * 1000);
  let mib = residentMib(api.pid);
  const scales = setInterval(() => {
    mib = Math.max(mib, residentMib(api.pid));
  }, 100);
  const posting = repeat(200, over.signal, () => postOrdinary(url));
  const asking = repeat(100, over.signal, () => askLivez(url));
  await delay(1000);
  const startedAt = performance.now();
  const note = await load({ url, port, redis: client, largeIds, signal: over.signal });
  const took = (performance.now() - startedAt) / 1000;
  await delay(2000);
  over.abort();
  clearTimeout(stop);
  const [ordinary, livez] = await Promise.all([posting, asking]);
  clearInterval(scales);
  const p95 = percentile(ordinary.sorted, 0.95);
  const worst = percentile(livez.sorted, 1);
  const isGood =
    p95 <= MAX_P95_MS &&
    worst <= MAX_LIVEZ_MS &&
    mib < MAX_MIB &&
    ordinary.failures.length + livez.failures.length === 0;
  isHeld &&= isGood;
  console.log(
    `${isGood ? 'held  ' : 'BROKEN'} ${name.padEnd(18)} ordinary p95 ${p95.toFixed(0)} ms of ${ordinary.sorted.length} (${counted(ordinary.failures) || 'all 202'}), ` +
      `/livez worst ${worst.toFixed(0)} ms, ${mib.toFixed(0)} MiB; ${took.toFixed(1)} s: ${note}`,
  );
}
client.disconnect();
await exchange.close();
process.exitCode = isHeld ? 0 : 1;
