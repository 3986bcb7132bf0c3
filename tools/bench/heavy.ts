/**
 * `npm run bench:heavy [-- --only cashtags]`: replays loads of heavy articles against the built API
 * and workers, with ten ordinary articles a second beside them, and prints for each load how long
 * the ordinary ones took, how long the API's `/livez` took at most, the highest memory of each
 * process, and how many articles failed. A last load explains heavy articles instead of submitting
 * them. Each load is limited to 150 seconds. Exits with 1 if a limit was exceeded: 3 s for the
 * ordinary articles (95th percentile), 300 ms for `/livez`, 512 MiB for a worker, 768 MiB for the
 * API, no stalled article.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { send } from '../../test/support/client.ts';
import { cashtags, repeatedName, spans } from '../../test/support/heavy-articles.ts';
import { numbered } from '../../test/support/many-articles.ts';
import {
  originOf,
  type RunningProcess,
  startApiProcess,
  startWorkerProcess,
} from '../../test/support/start-process.ts';
import { startRedis } from '../../test/support/start-redis.ts';
import { startExchange } from '../simulator/exchange.ts';

interface Load {
  readonly workers: number;
  readonly path: '/v1/articles' | '/v1/explain';
  readonly count: number;
  readonly article: (serial: number) => string;
}

const LOADS: Readonly<Record<string, Load>> = {
  cashtags: { workers: 1, path: '/v1/articles', count: 150, article: (serial) => cashtags(serial, 50_000) },
  'large cashtags': {
    workers: 2,
    path: '/v1/articles',
    count: 32,
    article: (serial) => cashtags(serial, 5_000_000),
  },
  'repeated name': {
    workers: 2,
    path: '/v1/articles',
    count: 80,
    article: (serial) => repeatedName(serial, 2_000_000),
  },
  spans: { workers: 2, path: '/v1/articles', count: 80, article: (serial) => spans(serial, 10_000) },
  explain: { workers: 1, path: '/v1/explain', count: 20, article: (serial) => cashtags(serial, 5_000_000) },
};

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const MAX_SECONDS = 150;
/** How long a heavy article is retried after 503. */
const SUBMIT_SECONDS = 60;
const RETRY_MS = 500;
const MAX_RATIO = 200;
const ORDINARY_SECONDS = 30;
const ORDINARY_A_SECOND = 10;
const LIMITS = { p95Ms: 3000, livezMs: 300, workerBytes: 512 * 2 ** 20, apiBytes: 768 * 2 ** 20 };

/**
 * The highest resident memory of a process so far, in bytes; 0 if the system does not report it.
 */
function peakBytes({ pid }: RunningProcess): number {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

const percentile = (times: readonly number[], share: number): number =>
  [...times].sort((a, b) => a - b)[Math.max(0, Math.ceil(times.length * share) - 1)] ?? 0;
const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;

/** Compresses an article, unless it would compress so well that the API refuses it as a bomb. */
function compressed(article: string): { readonly body: Uint8Array<ArrayBuffer>; readonly encoding: string } {
  const plain = new TextEncoder().encode(article);
  const gzipped = new Uint8Array(gzipSync(plain));
  return plain.length > MAX_RATIO * gzipped.length
    ? { body: plain, encoding: 'identity' }
    : { body: gzipped, encoding: 'gzip' };
}

async function replay(name: string, { workers, path, count, article }: Load): Promise<boolean> {
  await using redis = await startRedis();
  const exchange = await startExchange();
  await using api = await startApiProcess(redis.url, 0, { RATE_LIMIT_PER_MINUTE: '1000000' });
  const url = originOf(api);
  const started = await Promise.all(
    Array.from({ length: workers }, () => startWorkerProcess(redis.url, exchange.url)),
  );
  const bodies = Array.from({ length: count }, (_, serial) => compressed(article(serial)));
  const begun = performance.now();
  const seconds = (): number => (performance.now() - begun) / 1000;
  let isOver = false;
  let livezMs = 0;
  const probe = new Worker(new URL('probe.mjs', import.meta.url), { workerData: { url: `${url}/livez` } });
  probe.on('message', (tookMs: number) => {
    livezMs = Math.max(livezMs, tookMs);
  });

  const accepted = new Map<string, number>();
  const refusals: number[] = [];
  const submitHeavy = bodies.map(async ({ body, encoding }) => {
    const headers = { 'Content-Type': 'text/html', 'Content-Encoding': encoding };
    for (;;) {
      const { status, json } = await send(`${url}${path}`, { method: 'POST', headers, body });
      if (status === 503 && seconds() < SUBMIT_SECONDS) {
        await delay(RETRY_MS);
        continue;
      }
      if (status >= 400) refusals.push(status);
      else if (path === '/v1/articles') accepted.set(json.id, 0);
      return;
    }
  });
  await Promise.race([Promise.all(submitHeavy), delay(path === '/v1/articles' ? 60_000 : 0)]);
  const heavy = new Set(accepted.keys());
  const postedAt = new Map<string, number>();
  const tookMs = new Map<string, number>();
  const seen = new Set<string>();
  const reading = (async () => {
    for (let after = ''; !isOver; ) {
      const page = await send(`${url}/v1/articles?limit=1000${after && `&after=${after}`}`).catch(
        () => undefined,
      );
      for (const { id, enrichedAt } of page?.json?.items ?? []) {
        seen.add(id);
        const from = postedAt.get(id);
        if (from !== undefined) tookMs.set(id, Date.parse(enrichedAt) - from);
      }
      after = page?.json?.next ?? after;
      await delay(200);
    }
  })();
  const ordinaries = ORDINARY_SECONDS * ORDINARY_A_SECOND;
  const posts: Promise<void>[] = [];
  for (let serial = 0; serial < ordinaries; serial++) {
    const from = Date.now();
    posts.push(
      send(`${url}/v1/articles`, {
        method: 'POST',
        headers: { 'Content-Type': 'text/markdown' },
        body: numbered(serial),
      }).then(({ status, json }) => {
        if (status === 202) postedAt.set(json.id, from);
      }),
    );
    await delay(1000 / ORDINARY_A_SECOND);
  }
  await Promise.all([...posts, ...submitHeavy]);
  const isDone = (): boolean => [...postedAt.keys(), ...heavy].every((id) => seen.has(id));
  while (!isDone() && seconds() < MAX_SECONDS) await delay(500);
  const allSeconds = seconds();
  isOver = true;
  await Promise.all([probe.terminate(), reading]);

  let stalled = 0;
  for (const id of [...heavy, ...postedAt.keys()].filter((id) => !seen.has(id)).slice(0, 500)) {
    const { json } = await send(`${url}/v1/articles/${id}`);
    if (json?.problem?.code === 'article_stalled') stalled++;
  }
  // An unfinished article has taken at least until now.
  const times = [...postedAt].map(([id, from]) => tookMs.get(id) ?? Date.now() - from);
  const p95Ms = percentile(times, 0.95);
  const apiBytes = peakBytes(api);
  const workerBytes = Math.max(...started.map(peakBytes));
  const done = [...heavy].filter((id) => seen.has(id)).length;
  console.log(
    `${name}: ${workers} worker(s), ${count} heavy (${done} of ${heavy.size} accepted enriched, ${refusals.length} refused), ` +
      `${tookMs.size} of ${postedAt.size} ordinary enriched, all after ${allSeconds.toFixed(0)} s; ` +
      `ordinary p50 ${percentile(times, 0.5).toFixed(0)} ms, p95 ${p95Ms.toFixed(0)} ms; /livez ${livezMs.toFixed(0)} ms at worst; ` +
      `API ${mebibytes(apiBytes)}, worker ${mebibytes(workerBytes)}; ${stalled} article_stalled`,
  );
  for (const worker of started) await worker[Symbol.asyncDispose]();
  await exchange.close();
  return (
    p95Ms <= LIMITS.p95Ms &&
    livezMs <= LIMITS.livezMs &&
    apiBytes <= LIMITS.apiBytes &&
    workerBytes <= LIMITS.workerBytes &&
    stalled === 0
  );
}

let isGood = true;
for (const [name, load] of Object.entries(LOADS)) {
  if (values.only === undefined || values.only === name) isGood = (await replay(name, load)) && isGood;
}
process.exitCode = isGood ? 0 : 1;
