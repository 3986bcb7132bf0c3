/**
 * `npm run bench:quotes`: prints how many provider requests a day's articles cost. 2,000 articles
 * name one to six of 500 listings, well-known ones most often. They pass through a worker's quote
 * source, first with empty caches, then again. The floor is one request per mention. The clock
 * stands still during a session, so nothing expires.
 */
import { Redis } from 'ioredis';
import type { Lookup } from '../../src/quotes/cached.ts';
import { marketQuotes } from '../../src/quotes/market-quotes.ts';
import { provider } from '../../src/quotes/provider.ts';
import { PROVIDERS } from '../../src/quotes/providers/table.ts';
import type { QuoteSource } from '../../src/quotes/quote-source.ts';
import { parseTicker, type Ticker } from '../../src/tickers/ticker.ts';
import { startRedis } from '../../test/support/start-redis.ts';
import { startExchange } from '../simulator/exchange.ts';
import { type Listing, listings } from '../simulator/listings.ts';

const ARTICLES = 2000;
const TICKERS = 500;
/** The default of WORKER_CONCURRENCY. */
const CONCURRENCY = 16;
const IN_SESSION = new Date('2026-09-30T02:30:00Z');
const now = (): Date => IN_SESSION;

const [model] = listings;
if (!model) throw new Error('the simulator has no listings');
const listed: readonly Listing[] = Array.from({ length: TICKERS }, (_, index) => ({
  ...model,
  symbol: `sz${String(1000 + index).padStart(6, '0')}`,
}));
const codes = listed.map(({ symbol }) => parseTicker(symbol));

/**
 * Returns the same numbers from 0 to 1 at every run (a linear congruential generator, Numerical
 * Recipes).
 */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function articles(): readonly (readonly Ticker[])[] {
  const next = numbers(1);
  // The square makes the first ones frequent and the last ones rare.
  const pick = () => codes[Math.floor(next() ** 2 * TICKERS)] as Ticker;
  return Array.from({ length: ARTICLES }, () => Array.from({ length: 1 + Math.floor(next() * 6) }, pick));
}

/**
 * Requests the quotes of the articles from a source, some at a time. Returns the seconds that it
 * took.
 */
async function pass(
  source: QuoteSource,
  all: readonly (readonly Ticker[])[],
  distinct = true,
): Promise<number> {
  const started = performance.now();
  const queue = [...all];
  const work = async (): Promise<void> => {
    for (let tickers = queue.pop(); tickers; tickers = queue.pop()) {
      const wanted = distinct ? [...new Set(tickers)] : tickers;
      const { quotes } = await source.quotesFor(wanted, { signal: new AbortController().signal });
      if (quotes.size !== new Set(wanted).size)
        throw new Error(`${wanted.length - quotes.size} quotes are missing`);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return (performance.now() - started) / 1000;
}

await using exchange = await startExchange({ listings: listed, now });
await using server = await startRedis();
const redis = new Redis(server.url);
const lookups: Lookup[] = [];
const options = {
  providers: ['tencent', 'sina', 'eastmoney'],
  origins: { tencent: exchange.url, sina: exchange.url, eastmoney: exchange.url },
  ttlSeconds: 5,
  timeoutMs: 4000,
  now,
};
const newProcess = () => marketQuotes(options, redis, { onLookup: (lookup) => lookups.push(lookup) });

const all = articles();
const mentions = all.reduce((sum, tickers) => sum + tickers.length, 0);
console.log(
  `${ARTICLES} articles with ${mentions} mentions of ${new Set(all.flat()).size} listings, ${CONCURRENCY} at a time`,
);

function report(what: string, seconds: number, since: number): number {
  const requests = exchange.requests.slice(since);
  const asked = requests.reduce((sum, { symbols }) => sum + symbols.length, 0);
  const total = (key: keyof Lookup) => lookups.reduce((sum, lookup) => sum + lookup[key], 0);
  const found = total('inProcess') + total('inRedis') + total('asked');
  const share = (key: keyof Lookup) => `${(found === 0 ? 0 : (100 * total(key)) / found).toFixed(1)} %`;
  console.log(
    `${what.padEnd(28)} ${String(requests.length).padStart(5)} requests for ${String(asked).padStart(5)} tickers, ` +
      `ratio to one a mention ${(requests.length / mentions).toFixed(4)}; found in process ${share('inProcess')}, ` +
      `in Redis ${share('inRedis')}, asked or waited for ${share('asked')}; ${seconds.toFixed(2)} s`,
  );
  lookups.length = 0;
  return requests.length;
}

const worker = newProcess();
const cold = report('cold', await pass(worker, all), 0);
const warm = report('warm', await pass(worker, all), cold);
const other = report('warm, another process', await pass(newProcess(), all), cold + warm);
const tencent = PROVIDERS.tencent;
if (!tencent) throw new Error('there is no provider tencent');
const bare = provider(tencent, { origin: exchange.url, now });
const single: QuoteSource = {
  name: 'one request a mention',
  async quotesFor(tickers, ask) {
    const answers = await Promise.all(tickers.map((ticker) => bare.quotesFor([ticker], ask)));
    return { quotes: new Map(answers.flatMap(({ quotes }) => [...quotes])), missing: new Map() };
  },
};
const before = exchange.requests.length;
const seconds = await pass(single, all, false);
report('one request a mention', seconds, before);
redis.disconnect();
if (cold > 40 || warm + other > 0) {
  console.error(`more than 40 requests cold, or any warm`);
  process.exitCode = 1;
}
