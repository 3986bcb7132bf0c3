import { Redis } from 'ioredis';
import { cached, type Lookup } from '../../../src/quotes/cached.ts';
import type { Quote } from '../../../src/quotes/quote.ts';
import { QuoteCache } from '../../../src/quotes/quote-cache.ts';
import type { MissingReason, QuoteSource } from '../../../src/quotes/quote-source.ts';
import { UnknownLimit } from '../../../src/quotes/unknown-limit.ts';
import { parseTicker } from '../../../src/tickers/ticker.ts';
import { aQuote, sourceOf } from '../../support/build.ts';
import { settlesBefore } from '../../support/settles-before.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { until } from '../../support/until.ts';

let server: RedisServer;
let redis: Redis;
const CHANGAN = parseTicker('sz000625');
const MOUTAI = parseTicker('sh600519');
const forever = { signal: new AbortController().signal };

beforeEach(async () => {
  server = await startRedis();
  redis = new Redis(server.url, { maxRetriesPerRequest: 0, retryStrategy: () => 50 });
  redis.on('error', () => {});
  await redis.ping();
});

afterEach(async () => {
  redis.disconnect();
  await server[Symbol.asyncDispose]();
});

/** Creates a cache as one process has it, on a clock that the test moves. */
function processOf(
  answers: Record<string, Quote | MissingReason>,
  clock: { now: string },
  { timeoutMs = 2000, unknownLimit }: { timeoutMs?: number; unknownLimit?: UnknownLimit } = {},
) {
  const source = sourceOf('source', answers);
  const lookups: Lookup[] = [];
  const failures: unknown[] = [];
  const quotes = cached(source, redis, {
    ttlSeconds: 5,
    timeoutMs,
    now: () => new Date(clock.now),
    onLookup: (lookup) => lookups.push(lookup),
    onCacheFailure: (error) => failures.push(error),
    ...(unknownLimit ? { unknownLimit } : {}),
  });
  return { quotes, source, lookups, failures };
}

const inSession = (seconds = 0) =>
  new Date(Date.parse('2026-09-28T10:00:00+08:00') + seconds * 1000).toISOString();
const quotedAt = (instant: string, parts: Partial<Quote> = {}): Quote =>
  aQuote({ quotedAt: new Date(instant).toISOString(), fetchedAt: new Date(instant).toISOString(), ...parts });
const noted = (...tickers: readonly string[]) =>
  until(
    'the cache has them',
    async () =>
      (await redis.exists(...tickers.map((ticker) => `tickerspan:quote:${ticker}`))) === tickers.length,
  );

test('during a session a quote is fresh for the configured seconds', async () => {
  const clock = { now: inSession() };
  const { quotes, source, lookups } = processOf({ sz000625: quotedAt(inSession()) }, clock);
  await quotes.quotesFor([CHANGAN], forever);
  clock.now = inSession(4.9);
  await quotes.quotesFor([CHANGAN], forever);
  expect(source.asked).toHaveLength(1);
  clock.now = inSession(5);
  await quotes.quotesFor([CHANGAN], forever);
  expect(source.asked).toHaveLength(2);
  expect(lookups.map(({ inProcess, inRedis, asked }) => [inProcess, inRedis, asked])).toEqual([
    [0, 0, 1],
    [1, 0, 0],
    [0, 0, 1],
  ]);
});

test('after the close only one process requests the quote before the next auction', async () => {
  const closed = '2026-09-30T15:00:02+08:00';
  const clock = { now: closed };
  const answers = { sz000625: quotedAt('2026-09-30T15:00:00+08:00') };
  const first = processOf(answers, clock);
  const second = processOf(answers, clock);
  await first.quotes.quotesFor([CHANGAN], forever);
  await noted('sz000625');
  // At the end of the whole golden week.
  clock.now = '2026-10-08T09:14:59+08:00';
  const answer = await second.quotes.quotesFor([CHANGAN], forever);
  await first.quotes.quotesFor([CHANGAN], forever);
  expect(answer.quotes.get(CHANGAN)).toEqual(answers.sz000625);
  expect([first.source.asked.length, second.source.asked.length]).toEqual([1, 0]);
  expect(second.lookups).toEqual([{ inProcess: 0, inRedis: 1, asked: 0, negative: 0, stale: 0, missing: 0 }]);
  clock.now = '2026-10-08T09:15:00+08:00';
  await second.quotes.quotesFor([CHANGAN], forever);
  expect(second.source.asked).toHaveLength(1);
});

test('only tickers that are not cached are requested, in one request', async () => {
  const clock = { now: inSession() };
  const answers = { sz000625: quotedAt(inSession()), sh600519: quotedAt(inSession(), { name: '贵州茅台' }) };
  const { quotes, source } = processOf(answers, clock);
  await quotes.quotesFor([CHANGAN], forever);
  const both = await quotes.quotesFor([MOUTAI, CHANGAN, MOUTAI], forever);
  expect(source.asked).toEqual([[CHANGAN], [MOUTAI]]);
  expect(both.quotes.get(MOUTAI)?.name).toBe('贵州茅台');
  expect(both.quotes.get(CHANGAN)?.name).toBe('长安汽车');
});

test('a quote that is fresh over a long holiday is kept through it, and for seven more days', async () => {
  const clock = { now: '2026-09-30T15:00:02+08:00' };
  const { quotes, source } = processOf({ sz000625: quotedAt('2026-09-30T15:00:00+08:00') }, clock);
  await quotes.quotesFor([CHANGAN], forever);
  await noted('sz000625');
  const holiday = Date.parse('2026-10-08T09:15:00+08:00') - Date.parse(clock.now);
  expect(await redis.pttl('tickerspan:quote:sz000625')).toBeGreaterThan(holiday + 6.9 * 86_400_000);
  expect(source.asked).toHaveLength(1);
});

test('a quote that expired more than seven days ago is not returned', async () => {
  const clock = { now: inSession() };
  const answers: Record<string, Quote | MissingReason> = { sz000625: quotedAt(inSession()) };
  const { quotes } = processOf(answers, clock);
  await quotes.quotesFor([CHANGAN], forever);
  await noted('sz000625');
  answers.sz000625 = 'upstream-error';
  clock.now = inSession(7 * 86_400 + 10);
  expect((await quotes.quotesFor([CHANGAN], forever)).missing).toEqual(
    new Map([[CHANGAN, 'upstream-error']]),
  );
});

test('an unknown ticker of one process does not replace a quote of another', async () => {
  const clock = { now: inSession() };
  const first = processOf({ sz000625: quotedAt(inSession()) }, clock);
  await first.quotes.quotesFor([CHANGAN], forever);
  await noted('sz000625');
  clock.now = inSession(10);
  // A process that did not read the quote from Redis before it asked.
  const blind = new QuoteCache(redis, { ttlSeconds: 5, now: () => new Date(clock.now) });
  blind.store({ quotes: new Map(), missing: new Map([[CHANGAN, 'unknown']]) }, new Map());
  await redis.ping();
  const third = processOf({ sz000625: 'upstream-error' }, clock);
  expect((await third.quotes.quotesFor([CHANGAN], forever)).quotes.get(CHANGAN)).toMatchObject({
    stale: true,
  });
});

test('a Redis that hangs delays a caller no longer than the timeout, and an aborted call ends at once', async () => {
  const clock = { now: inSession() };
  const { quotes, source } = processOf({ sz000625: quotedAt(inSession()) }, clock, { timeoutMs: 400 });
  process.kill(server.pid, 'SIGSTOP');
  try {
    const stop = new AbortController();
    const answer = quotes.quotesFor([CHANGAN], { signal: stop.signal });
    stop.abort(new Error('stopping'));
    await expect(answer).rejects.toThrow('stopping');
    const patient = quotes.quotesFor([CHANGAN], forever);
    expect(await settlesBefore(10 * 400, patient)).toBe(true);
    expect((await patient).quotes.size).toBe(1);
    expect(source.asked).toHaveLength(1);
  } finally {
    process.kill(server.pid, 'SIGCONT');
  }
});

test('if no provider answers, the last quote is returned as stale, for seven days', async () => {
  const clock = { now: inSession() };
  const answers: Record<string, Quote | MissingReason> = { sz000625: quotedAt(inSession()) };
  const { quotes, lookups } = processOf(answers, clock);
  await quotes.quotesFor([CHANGAN], forever);
  await noted('sz000625');
  expect(await redis.ttl('tickerspan:quote:sz000625')).toBeGreaterThan(6.9 * 86_400);
  answers.sz000625 = 'upstream-error';
  clock.now = inSession(60);
  for (const process of [quotes, processOf(answers, clock).quotes]) {
    const { quotes: found, missing } = await process.quotesFor([CHANGAN, MOUTAI], forever);
    expect(found.get(CHANGAN)).toEqual({ ...quotedAt(inSession()), stale: true });
    expect(missing).toEqual(new Map([[MOUTAI, 'unknown']]));
  }
  expect(lookups.at(-1)).toMatchObject({ stale: 1 });
});

test('an unknown ticker is cached for a minute, but never in place of a quote', async () => {
  const clock = { now: inSession() };
  const answers: Record<string, Quote | MissingReason> = { sz000625: quotedAt(inSession()) };
  const { quotes, source } = processOf(answers, clock);
  await quotes.quotesFor([CHANGAN, MOUTAI], forever);
  clock.now = inSession(59);
  expect((await quotes.quotesFor([MOUTAI], forever)).missing).toEqual(new Map([[MOUTAI, 'unknown']]));
  expect(source.asked).toHaveLength(1);
  answers.sz000625 = 'unknown';
  answers.sh600519 = quotedAt(inSession());
  clock.now = inSession(61);
  for (let time = 0; time < 2; time++) {
    const again = await quotes.quotesFor([CHANGAN, MOUTAI], forever);
    expect(again.quotes.get(CHANGAN)).toMatchObject({ stale: true, price: 10.52 });
    expect(again.quotes.get(MOUTAI)).toMatchObject({ stale: false });
  }
  expect(source.asked).toHaveLength(2);
});

test('a maximum age is respected, even after the close', async () => {
  const clock = { now: '2026-09-28T15:00:01+08:00' };
  const { quotes, source } = processOf({ sz000625: quotedAt(clock.now) }, clock);
  await quotes.quotesFor([CHANGAN], forever);
  clock.now = '2026-09-28T15:00:31+08:00';
  await quotes.quotesFor([CHANGAN], { ...forever, maxAgeSeconds: 30 });
  expect(source.asked).toHaveLength(1);
  await quotes.quotesFor([CHANGAN], { ...forever, maxAgeSeconds: 29 });
  expect(source.asked).toHaveLength(2);
});

test('a maximum age does not make an expired quote fresh', async () => {
  const clock = { now: inSession() };
  const { quotes, source } = processOf({ sz000625: quotedAt(inSession()) }, clock);
  await quotes.quotesFor([CHANGAN], forever);
  clock.now = inSession(6);
  await quotes.quotesFor([CHANGAN], { ...forever, maxAgeSeconds: 3600 });
  expect(source.asked).toHaveLength(2);
});

test('a source that hangs or fails delays a caller no longer than the timeout', async () => {
  const clock = { now: inSession() };
  const failing = sourceOf('failing', new Error('away'));
  const hanging: QuoteSource = {
    name: 'hanging',
    quotesFor: (_tickers, { signal }) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  };
  for (const source of [hanging, failing]) {
    const quotes = cached(source, redis, {
      ttlSeconds: 5,
      timeoutMs: 800,
      now: () => new Date(clock.now),
    });
    const answer = quotes.quotesFor([CHANGAN], forever);
    expect(await settlesBefore(5 * 800, answer)).toBe(true);
    expect((await answer).missing).toEqual(new Map([[CHANGAN, 'upstream-error']]));
  }
  const quotes = cached(hanging, redis, { ttlSeconds: 5, timeoutMs: 60_000 });
  const stop = new AbortController();
  const answer = quotes.quotesFor([CHANGAN], { signal: stop.signal });
  stop.abort(new Error('stopping'));
  await expect(answer).rejects.toThrow('stopping');
});

test('without Redis the source answers, and the process caches the answer', async () => {
  const clock = { now: inSession() };
  const { quotes, source, failures } = processOf({ sz000625: quotedAt(inSession()) }, clock);
  await server.kill();
  await quotes.quotesFor([CHANGAN], forever);
  await quotes.quotesFor([CHANGAN], forever);
  expect(source.asked).toHaveLength(1);
  expect(failures.length).toBeGreaterThan(0);
  await server.restart();
  await until('Redis to be back', () => redis.status === 'ready');
});

test('a wrong value in Redis is a miss', async () => {
  const clock = { now: inSession() };
  for (const value of ['', 'null', '{}', '{"quote":{"price":1}}', JSON.stringify(quotedAt(inSession()))]) {
    await redis.set('tickerspan:quote:sz000625', value);
    const { quotes, source } = processOf({ sz000625: quotedAt(inSession()) }, clock);
    expect((await quotes.quotesFor([CHANGAN], forever)).quotes.size).toBe(1);
    expect(source.asked).toHaveLength(1);
  }
});

test('only a limited number of unknown tickers per minute is requested and cached; known tickers have no limit', async () => {
  const clock = { now: inSession() };
  let minute = 0;
  const unknownLimit = new UnknownLimit(10, () => minute * 60_000);
  const known = Object.fromEntries(
    Array.from({ length: 30 }, (_, serial) => [`sh6000${serial + 10}`, quotedAt(inSession())]),
  );
  const { quotes, source } = processOf(known, clock, { unknownLimit });
  const invented = Array.from({ length: 30 }, (_, serial) =>
    parseTicker(`usZZ${'ABCDEFGHIJ'[serial % 10]}${'XYZ'[Math.floor(serial / 10)]}`),
  );
  const real = Object.keys(known).map((code) => parseTicker(code));
  // At most as many at a time as the limit allows: only the answer shows that a ticker is known.
  for (let from = 0; from < 30; from += 10)
    expect((await quotes.quotesFor(real.slice(from, from + 10), forever)).quotes.size).toBe(10);
  const { missing } = await quotes.quotesFor(invented, forever);
  const reasons = [...missing.values()];
  expect(reasons.filter((reason) => reason === 'unknown')).toHaveLength(10);
  expect(reasons.filter((reason) => reason === 'upstream-error')).toHaveLength(20);
  const asked = () => source.asked.flat().filter((ticker) => ticker.startsWith('usZZ')).length;
  expect(asked()).toBe(10);
  // Tickers cached as unknown stay unknown, here and in Redis. Known tickers are still asked about.
  await quotes.quotesFor(invented, forever);
  expect(asked()).toBe(10);
  await until('the cache to have them', async () => (await redis.keys('tickerspan:quote:us*')).length === 10);
  clock.now = inSession(10);
  expect((await quotes.quotesFor(real, forever)).quotes.size).toBe(30);
  minute = 1;
  await quotes.quotesFor(invented, forever);
  expect(asked()).toBe(20);
});

test('a provider that fails does not use up the limit', async () => {
  const unknownLimit = new UnknownLimit(1, () => 0);
  const answers: Record<string, Quote | MissingReason> = { sz000625: 'upstream-error' };
  const { quotes } = processOf(answers, { now: inSession() }, { unknownLimit });
  for (let time = 0; time < 3; time++) await quotes.quotesFor([CHANGAN], forever);
  answers.sz000625 = quotedAt(inSession());
  expect((await quotes.quotesFor([CHANGAN], forever)).quotes.size).toBe(1);
});
