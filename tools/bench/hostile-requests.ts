/**
 * `npm run bench:hostile [-- --only stalled --seconds 15 --entries 200000]`: sends several hostile
 * loads to the built API, each with its own worker and Redis, and posts ordinary articles and
 * requests `/livez` meanwhile. Prints for each load the p95 of the ordinary articles, the slowest
 * `/livez`, and the highest resident memory of the API. Exits with 1 if a limit was exceeded.
 *
 * The API is restarted for each load. Nothing leaves loopback, and each load ends after
 * `--seconds`.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { Redis } from 'ioredis';
import { keysOf } from '../../src/articles/lifecycle/article-record.ts';
import { finished, post } from '../../test/support/client.ts';
import { startApiProcess, startWorkerProcess } from '../../test/support/start-process.ts';
import { freePort, startRedis } from '../../test/support/start-redis.ts';
import { startExchange } from '../simulator/exchange.ts';
import { counted, LOADS, type Target } from './hostile/loads.ts';

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

/**
 * Posts articles and stores enrichments of 13 MB for them, as articles with thousands of mentions
 * had.
 */
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

/** Repeats something until the load ends. Returns how long each call took, and the errors. */
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

/** Sends a load from another process, so it does not delay the measurements here. */
async function send(name: string, target: Target, signal: AbortSignal): Promise<string> {
  const file = new URL('hostile/send.ts', import.meta.url).pathname;
  const args = [...process.execArgv, file, name, JSON.stringify(target)];
  try {
    return (await promisify(execFile)(process.execPath, args, { signal })).stdout.trim();
  } catch (error) {
    return `was ended: ${(error as Error).message}`;
  }
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
// Otherwise Redis would rewrite its append-only file during the loads.
await client.config('SET', 'auto-aof-rewrite-percentage', '0');
await fillFeed(client, Number(values.entries));
let largeIds: readonly string[] = [];
let isHeld = true;

for (const name of Object.keys(LOADS)) {
  if (!name.includes(values.only)) continue;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await using api = await startApiProcess(redis.url, port, { MAX_QUEUE_AGE_SECONDS: '100000' });
  if (largeIds.length === 0) largeIds = await makeLarge(url, client, 10);
  await delay(3000);
  const over = new AbortController();
  const stop = setTimeout(() => over.abort(), (seconds + 15) * 1000);
  let mib = residentMib(api.pid);
  const scales = setInterval(() => {
    mib = Math.max(mib, residentMib(api.pid));
  }, 100);
  const posting = repeat(200, over.signal, () => postOrdinary(url));
  const asking = repeat(100, over.signal, () => askLivez(url));
  await delay(1000);
  const startedAt = performance.now();
  const note = await send(name, { url, port, largeIds, seconds }, over.signal);
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
