/**
 * `npm run bench:bulk [-- --articles 100000 --bad 100]`: posts so many lines of NDJSON, each hundredth of them
 * bad, to the built API in one request, and reads the answers while it writes. Every line must be answered by its number: a good
 * one with 202 and an id of its own, a bad one with its reason; each good one is one job. Prints the rate and the most memory that the
 * API had resident. Ends with 1 if anything was not so, or the memory was 300 MB or more.
 */
import { once } from 'node:events';
import { request as openRequest } from 'node:http';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { sinaSpan } from '../test/support/build.ts';
import { send } from '../test/support/client.ts';
import type { LineAnswer } from '../test/support/lines.ts';
import { startApiProcess } from '../test/support/start-process.ts';
import { freePort, startRedis } from '../test/support/start-redis.ts';

const MOST_MEGABYTES = 300;
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
const port = await freePort();
await using api = await startApiProcess(redis.url, port, { LOG_LEVEL: 'info' });
const url = `http://127.0.0.1:${port}`;

let mostBytes = 0;
async function weigh(): Promise<void> {
  const { text } = await send(`${url}/metrics`);
  mostBytes = Math.max(mostBytes, Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1]));
}
await weigh();
const bytesBefore = mostBytes;
const scales = setInterval(() => void weigh().catch(() => {}), 200);

const started = performance.now();
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
const seconds = (performance.now() - started) / 1000;
clearInterval(scales);
const client = new Redis(redis.url);
const jobs = await client.llen('{tickerspan}:enrichment:wait');
client.disconnect();
await api.end('SIGTERM');

const megabytes = Math.round(mostBytes / 1e6);
const good = count - Math.floor(count / every);
console.log(
  `${answered} of ${count} lines answered in ${seconds.toFixed(1)} s (${Math.round(answered / seconds)} a second), ` +
    `${ids.size} articles of ${good} good lines, ${jobs} jobs, ${wrong.length} answers wrong\n` +
    `the API had ${megabytes} MB resident at most, ${Math.round(bytesBefore / 1e6)} MB before`,
);
for (const text of wrong.slice(0, 5)) console.log(`wrong: ${text}`);
const isAllRight = answered === count && ids.size === good && jobs === good && wrong.length === 0;
process.exitCode = isAllRight && megabytes < MOST_MEGABYTES ? 0 : 1;
