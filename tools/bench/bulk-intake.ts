/**
 * `npm run bench:bulk [-- --articles 100000 --bad 100]`: posts this many lines of NDJSON to the
 * built API in one request. One line in a hundred is bad. It reads the responses while it writes
 * and while two workers enrich. Every good line must get 202 and its own id, every bad one its
 * reason. Then it reads the feed, which must have each good article exactly once. Prints the rates
 * and the highest resident memory of the API. Exits with 1 if anything was wrong or the memory
 * reached 300 MB.
 */
import { once } from 'node:events';
import { request as openRequest } from 'node:http';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { sinaSpan } from '../../test/support/build.ts';
import { send } from '../../test/support/client.ts';
import type { LineAnswer } from '../../test/support/lines.ts';
import { startApiProcess, startWorkerProcess } from '../../test/support/start-process.ts';
import { freePort, startRedis } from '../../test/support/start-redis.ts';
import { startExchange } from '../simulator/exchange.ts';

const MAX_MEGABYTES = 300;
/** Gives up if the feed does not grow for this long. */
const STANDSTILL_SECONDS = 60;
const FILLING = '　　本公司董事会及全体董事保证公告内容真实、准确和完整。'.repeat(20);
const BAD = ['{"html": ', '{"html":"<p>x</p>","titel":"y"}', '{"html":""}', '[]', 'kein JSON'];
const CODES = ['invalid_request', 'invalid_article', 'invalid_article', 'invalid_article', 'invalid_request'];

const { values } = parseArgs({
  options: { articles: { type: 'string', default: '100000' }, bad: { type: 'string', default: '100' } },
});
const count = Number(values.articles);
const every = Number(values.bad);
const isBad = (line: number): boolean => line % every === 0;

function* lines(): Generator<string> {
  for (let line = 1; line <= count; line++) {
    const html = `<p>第${line}号：${sinaSpan('sz000625', '长安汽车')}。${FILLING}</p>`;
    yield `${isBad(line) ? BAD[(line / every) % BAD.length] : JSON.stringify({ html })}\n`;
  }
}

await using redis = await startRedis();
const exchange = await startExchange();
const port = await freePort();
await using api = await startApiProcess(redis.url, port, { LOG_LEVEL: 'info' });
await using _first = await startWorkerProcess(redis.url, exchange.url);
await using _second = await startWorkerProcess(redis.url, exchange.url);
const url = `http://127.0.0.1:${port}`;

let mostBytes = 0;
let processorSeconds = 0;
async function weigh(): Promise<void> {
  const { text } = await send(`${url}/metrics`);
  mostBytes = Math.max(mostBytes, Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1]));
  processorSeconds = Number(/^process_cpu_seconds_total (\S+)/m.exec(text)?.[1]);
}
await weigh();
const bytesBefore = mostBytes;
const processorBefore = processorSeconds;
const scales = setInterval(() => void weigh().catch(() => {}), 500);

/** Posts all lines. Returns the ids, the number of responses, and the wrong responses. */
async function postAll() {
  const post = openRequest(`${url}/v1/articles`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-ndjson' },
  });
  Readable.from(lines()).pipe(post);
  const [response] = await once(post, 'response');
  const ids = new Set<string>();
  let answered = 0;
  const wrong: string[] = [];
  for await (const text of createInterface({ input: response })) {
    const { line, status, id, error }: LineAnswer = JSON.parse(text);
    const isRight = isBad(line)
      ? error?.code === CODES[(line / every) % BAD.length]
      : status === 202 && id !== undefined && !ids.has(id);
    if (line !== ++answered || !isRight) wrong.push(text);
    if (id !== undefined) ids.add(id);
  }
  return { ids, answered, wrong };
}

/**
 * Reads the feed until it has `count` articles or stops growing. Returns how often it has each
 * article.
 */
async function readFeed(count: number): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  let next = '';
  let readCount = 0;
  let lastNew = Date.now();
  while (readCount < count && Date.now() - lastNew < STANDSTILL_SECONDS * 1000) {
    const { json } = await send(`${url}/v1/articles?limit=1000${next && `&after=${next}`}`, {
      headers: { Prefer: 'wait=10' },
    });
    for (const { id } of json.items) counts.set(id, (counts.get(id) ?? 0) + 1);
    if (json.items.length > 0) lastNew = Date.now();
    readCount += json.items.length;
    next = json.next;
    process.stderr.write(`\r${readCount} of ${count} in the feed`);
    // Reading many small pages would take processor time from the workers.
    if (json.items.length < 1000) await delay(1000);
  }
  process.stderr.write('\n');
  return counts;
}

const good = count - Math.floor(count / every);
const started = performance.now();
const secondsSince = (): number => (performance.now() - started) / 1000;
const { ids, answered, wrong } = await postAll();
const postSeconds = secondsSince();
await weigh();
const processorMs = ((processorSeconds - processorBefore) * 1000) / count;
const counts = await readFeed(ids.size);
const feedSeconds = secondsSince();
clearInterval(scales);
await api.end('SIGTERM');
await exchange.close();

const missing = [...ids].filter((id) => !counts.has(id)).length;
const double = [...counts.values()].filter((times) => times > 1).length;
const strange = [...counts.keys()].filter((id) => !ids.has(id)).length;
const megabytes = Math.round(mostBytes / 1e6);
console.log(
  `${answered} of ${count} lines answered in ${postSeconds.toFixed(1)} s (${Math.round(answered / postSeconds)} a second), ` +
    `${ids.size} articles of ${good} good lines, ${wrong.length} answers wrong\n` +
    `the feed listed ${counts.size} articles after ${feedSeconds.toFixed(1)} s (${Math.round(counts.size / feedSeconds)} a second): ` +
    `${missing} missing, ${double} double, ${strange} strange\n` +
    `the API took ${processorMs.toFixed(3)} ms of a processor for a line, and had ${megabytes} MB resident at most, ${Math.round(bytesBefore / 1e6)} MB before`,
);
for (const text of wrong.slice(0, 5)) console.log(`wrong: ${text}`);
const isIntake = answered === count && ids.size === good && wrong.length === 0;
const isFeed = counts.size === good && missing + double + strange === 0;
process.exitCode = isIntake && isFeed && megabytes < MAX_MEGABYTES ? 0 : 1;
