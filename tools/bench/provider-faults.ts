/**
 * `npm run bench:faults [-- --seconds 60] [--fault drop,hang …]`: articles under load while quote
 * providers fail. Applies every fault of the simulator for some seconds to the first provider, then
 * to the first two: each article must be enriched, with prices of the next provider. Then to all
 * three: each article must be enriched without a quote, and after the fault with quotes again, once
 * the circuits are half-open. Exits with 1 if anything was wrong.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { finished, post } from '../../test/support/client.ts';
import { startRedis } from '../../test/support/start-redis.ts';
import { startApi, startWorker } from '../../test/support/start-service.ts';
import { type Exchange, type Fault, startExchange } from '../simulator/exchange.ts';

const PROVIDERS = ['tencent', 'sina', 'eastmoney'] as const;
const FAULTS: readonly Fault[] = [
  'refuse',
  'forbid',
  'hang',
  'blank',
  'html',
  'truncate',
  'garbage',
  'drop',
  'huge',
  'error',
];
const SHARES = [
  ['sz000625', '长安汽车'],
  ['sh600519', '贵州茅台'],
  ['sh600036', '招商银行'],
  ['sz300832', '新产业'],
] as const;
const PER_SECOND = 20;
/** A Wednesday morning, when quotes expire every few seconds. */
const OFFSET = Date.parse('2026-09-30T02:00:00Z') - Date.now();
const now = (): Date => new Date(Date.now() + OFFSET);

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    fault: { type: 'string' },
    help: { type: 'boolean' },
  },
});
const seconds = Number(values.seconds);
const faults = values.fault ? FAULTS.filter((fault) => values.fault?.split(',').includes(fault)) : FAULTS;
if (values.help || !(seconds > 0) || faults.length === 0) {
  console.log(`usage: npm run bench:faults [-- --seconds 60] [--fault ${FAULTS.join(',')}]`);
  process.exit(values.help ? 0 : 2);
}

await using redis = await startRedis();
const client = new Redis(redis.url);
let serial = 0;
let failures = 0;

/** Posts articles at an even rate. Returns the companies of each. */
async function load(apiUrl: string, forSeconds: number) {
  const end = performance.now() + forSeconds * 1000;
  const results: Promise<{ status: string; companies: { quote: unknown; missing?: string }[] }>[] = [];
  while (performance.now() < end) {
    const [code, name] = SHARES[serial % SHARES.length] ?? SHARES[0];
    const html = `<p>第${serial++}号快讯：<span id="stock_${code}">${name}</span>股份有限公司发布公告。</p>`;
    results.push(
      post(apiUrl, 'text/html', html).then(async ({ json }) => (await finished(apiUrl, json.id)).json),
    );
    await delay(1000 / PER_SECOND);
  }
  return Promise.all(results);
}

async function run(fault: Fault, failing: readonly (typeof PROVIDERS)[number][]): Promise<void> {
  await client.flushall();
  await using exchange = await startExchange({ now });
  await using api = await startApi(redis.url);
  await using worker = await startWorker({ redisUrl: redis.url, quotesUrl: exchange.url, now });
  for (const provider of failing) exchange.setFault(provider, fault);
  const results = await load(api.url, seconds);
  const isDown = failing.length === PROVIDERS.length;
  const priced = results.filter(({ companies }) => companies[0]?.quote).length;
  const enriched = results.filter(({ status }) => status === 'enriched').length;
  const unpriced = results.filter(({ companies }) => companies[0]?.missing === 'upstream-error').length;
  const isRight = enriched === results.length && (isDown ? unpriced : priced) === results.length;
  const recovered = isDown ? await recovery(exchange, api.url) : true;
  if (!isRight || !recovered) failures++;
  console.log(
    `${isRight && recovered ? 'ok  ' : 'BAD '} ${fault.padEnd(9)} at ${failing.join(', ').padEnd(24)} ` +
      `${results.length} articles, ${enriched} enriched, ${priced} priced, ${unpriced} without a quote; requests ` +
      `${Object.entries(exchange.tallies())
        .map(([name, tally]) => `${name} ${tally.requests}`)
        .join(', ')}; ` +
      `${worker.circuits.filter(([, isOpen]) => isOpen).length} open circuits${isDown ? `; ${recovered ? '' : 'not '}priced again` : ''}`,
  );
}

/**
 * Whether quotes return without a restart, once the circuit is half-open after a network failure.
 */
async function recovery(exchange: Exchange, apiUrl: string): Promise<boolean> {
  exchange.setFault('all', 'none');
  for (let second = 0; second < 62; second++) {
    const [result] = await load(apiUrl, 0.01);
    if (result?.companies[0]?.quote) return true;
    await delay(1000);
  }
  return false;
}

for (const fault of faults) {
  for (const count of [1, 2]) await run(fault, PROVIDERS.slice(0, count));
}
// A refusal opens the circuit for five minutes, which is too long to wait here.
for (const fault of faults.filter((one) => one === 'drop' || one === 'hang')) await run(fault, PROVIDERS);
client.disconnect();
console.log(
  failures === 0
    ? 'every article was enriched, and priced where anybody could tell'
    : `${failures} runs went wrong`,
);
process.exitCode = failures === 0 ? 0 : 1;
