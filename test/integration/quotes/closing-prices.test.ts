import { Redis } from 'ioredis';
import { closingPrices } from '../../../src/quotes/closing-prices.ts';
import type { BarSource, DailyBar } from '../../../src/quotes/daily-bars.ts';
import { parseTicker } from '../../../src/tickers/ticker.ts';
import { settlesBefore } from '../../support/settles-before.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { until } from '../../support/until.ts';

let server: RedisServer;
let redis: Redis;
const CHANGAN = parseTicker('sz000625');
const ALIBABA = parseTicker('usBABA');
const forever = { signal: new AbortController().signal };

beforeEach(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
});

afterEach(async () => {
  redis.disconnect();
  await server[Symbol.asyncDispose]();
});

const WEEK: readonly DailyBar[] = [
  { date: '2021-11-15', close: 17.9 },
  { date: '2021-11-16', close: 18.1 },
  { date: '2021-11-17', close: 18.3 },
  { date: '2021-11-18', close: 18.6 },
  { date: '2021-11-19', close: 18.2 },
];

interface ScriptedBars extends BarSource {
  readonly asked: string[];
}

/** Creates a source that knows these days of every listing, up to the requested date. */
function barsOf(name: string, bars: readonly DailyBar[] | Error | undefined): ScriptedBars {
  const asked: string[] = [];
  return {
    name,
    asked,
    async barsUntil(ticker, date) {
      asked.push(`${ticker} ${date}`);
      if (bars instanceof Error) throw bars;
      return bars?.filter((bar) => bar.date <= date);
    },
  };
}

function pricesOf(sources: readonly BarSource[], { now = '2026-09-30T02:00:00Z', timeoutMs = 2000 } = {}) {
  const failures: string[] = [];
  const prices = closingPrices(sources, redis, {
    timeoutMs,
    now: () => new Date(now),
    onFailure: (source) => failures.push(source),
  });
  const closeBy = async (at: string, ticker = CHANGAN) =>
    (await prices.closesBy([ticker], new Date(at), forever)).get(ticker);
  return { prices, closeBy, failures };
}

test.each([
  ['after the close is that of the same day', '2021-11-18T15:00:00+08:00', '2021-11-18'],
  ['late in the evening in Shanghai, too', '2021-11-18T23:59:59+08:00', '2021-11-18'],
  ['before the close is that of the previous day', '2021-11-18T14:59:59+08:00', '2021-11-17'],
  ['on a Sunday is Friday’s', '2021-11-21T12:00:00+08:00', '2021-11-19'],
  ['on a Monday morning is Friday’s', '2021-11-22T09:00:00+08:00', '2021-11-19'],
])('the close for an article published %s', async (_what, at, date) => {
  const { closeBy } = pricesOf([barsOf('tencent', WEEK)]);
  expect(await closeBy(at)).toEqual(WEEK.find((bar) => bar.date === date));
});

test('an American listing has the day of New York', async () => {
  const { closeBy } = pricesOf([barsOf('eastmoney', WEEK)]);
  expect((await closeBy('2021-11-19T04:00:00+08:00', ALIBABA))?.date).toBe('2021-11-17');
  expect((await closeBy('2021-11-19T05:00:00+08:00', ALIBABA))?.date).toBe('2021-11-18');
});

test('the price of a past day is requested once and cached permanently for all processes', async () => {
  const source = barsOf('tencent', WEEK);
  await pricesOf([source]).closeBy('2021-11-18T16:00:00+08:00');
  await until('the price to be cached', async () => (await redis.exists('tickerspan:closes:sz000625')) === 1);
  const other = pricesOf([source]);
  expect(await other.closeBy('2021-11-18T18:00:00+08:00')).toEqual({ date: '2021-11-18', close: 18.6 });
  expect(source.asked).toEqual(['sz000625 2021-11-18']);
  expect(await redis.ttl('tickerspan:closes:sz000625')).toBe(-1);
});

test('a price that may still change today is not cached', async () => {
  const source = barsOf('tencent', WEEK.slice(0, 3));
  const now = '2021-11-18T15:10:00+08:00';
  const first = await pricesOf([source], { now }).closeBy('2021-11-18T15:05:00+08:00');
  expect(first?.date).toBe('2021-11-17');
  await pricesOf([source], { now }).closeBy('2021-11-18T15:05:00+08:00');
  expect(source.asked).toHaveLength(2);
  expect(await redis.exists('tickerspan:closes:sz000625')).toBe(0);
});

test('an article from the future has the latest close', async () => {
  const source = barsOf('tencent', WEEK);
  const { closeBy } = pricesOf([source], { now: '2021-11-18T10:00:00+08:00' });
  expect((await closeBy('2031-01-01T00:00:00Z'))?.date).toBe('2021-11-17');
});

test.each([
  ['fails', new Error('away')],
  ['knows nothing', undefined],
  ['has no days', []],
])('the next source is asked when one %s', async (_what, bars) => {
  const next = barsOf('eastmoney', WEEK);
  const { closeBy, failures } = pricesOf([barsOf('tencent', bars), next]);
  expect((await closeBy('2021-11-18T16:00:00+08:00'))?.close).toBe(18.6);
  expect(next.asked).toHaveLength(1);
  expect(failures).toEqual(bars instanceof Error ? ['tencent'] : []);
});

test('an unknown price is omitted, and not requested again at once', async () => {
  const source = barsOf('tencent', undefined);
  const { closeBy } = pricesOf([source]);
  expect(await closeBy('2021-11-18T16:00:00+08:00')).toBeUndefined();
  expect(await closeBy('2021-11-18T16:00:00+08:00')).toBeUndefined();
  expect(source.asked).toHaveLength(1);
});

test('a source that hangs leaves time for the next, and together they take no longer than the timeout', async () => {
  const hanging: BarSource = {
    name: 'hanging',
    barsUntil: (_ticker, _date, { signal }) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  };
  const { closeBy } = pricesOf([hanging, barsOf('eastmoney', WEEK)], { timeoutMs: 2000 });
  expect((await closeBy('2021-11-18T16:00:00+08:00'))?.close).toBe(18.6);
  const { prices } = pricesOf([hanging, hanging], { timeoutMs: 600 });
  const many = Array.from({ length: 20 }, (_, index) => parseTicker(`sz3000${10 + index}`));
  const answer = prices.closesBy(many, new Date('2021-11-18T08:00:00Z'), forever);
  expect(await settlesBefore(4 * 600, answer)).toBe(true);
  expect((await answer).size).toBe(0);
  await expect(
    prices.closesBy(many, new Date(), { signal: AbortSignal.abort(new Error('stop')) }),
  ).rejects.toThrow('stop');
});

test('a Redis that hangs delays a caller no longer than the timeout', async () => {
  const many = Array.from({ length: 80 }, (_, index) => parseTicker(`sz3000${10 + index}`));
  const { prices } = pricesOf([barsOf('tencent', WEEK)], { timeoutMs: 500 });
  process.kill(server.pid, 'SIGSTOP');
  try {
    const answer = prices.closesBy(many, new Date('2021-11-18T08:00:00Z'), forever);
    expect(await settlesBefore(8 * 500, answer)).toBe(true);
    expect((await answer).size).toBe(0);
  } finally {
    process.kill(server.pid, 'SIGCONT');
  }
});

test.each(['0001-01-01T00:00:00Z', '0000-01-01T00:00:00Z', '1989-12-31T00:00:00Z', 'no date'])(
  'an article with the date %s has no closing prices',
  async (at) => {
    const source = barsOf('tencent', WEEK);
    const { prices } = pricesOf([source]);
    const tickers = [CHANGAN, ALIBABA, parseTicker('hk00700')];
    expect((await prices.closesBy(tickers, new Date(at), forever)).size).toBe(0);
    expect(source.asked).toEqual([]);
  },
);

test('a price is not cached as unknown if a source failed', async () => {
  const source = barsOf('tencent', new Error('away'));
  const { closeBy } = pricesOf([source]);
  expect(await closeBy('2021-11-18T16:00:00+08:00')).toBeUndefined();
  expect(await closeBy('2021-11-18T16:00:00+08:00')).toBeUndefined();
  expect(source.asked).toHaveLength(2);
});

test('a price is cached permanently only 15 minutes after the close', async () => {
  const source = barsOf('tencent', WEEK);
  for (const [minutes, kept] of [
    [14, 0],
    [15, 1],
  ] as const) {
    const now = `2021-11-18T15:${minutes}:00+08:00`;
    expect((await pricesOf([source], { now }).closeBy(now))?.date).toBe('2021-11-18');
    await until(
      'the price to be cached',
      async () => (await redis.exists('tickerspan:closes:sz000625')) === kept,
    );
  }
});

test('a caller that gives up does not affect another that waits for the same price', async () => {
  let settle: ((bars: readonly DailyBar[]) => void) | undefined;
  const slow: BarSource = {
    name: 'held',
    barsUntil: (_ticker, _date, { signal }) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        settle = resolve;
      }),
  };
  const { prices } = pricesOf([slow]);
  const at = new Date('2021-11-18T08:00:00Z');
  const gone = new AbortController();
  const first = prices.closesBy([CHANGAN], at, { signal: gone.signal });
  const second = prices.closesBy([CHANGAN], at, forever);
  await until('the source to be asked', () => settle !== undefined);
  gone.abort(new Error('gone'));
  await expect(first).rejects.toThrow('gone');
  settle?.(WEEK);
  expect((await second).get(CHANGAN)?.close).toBe(18.6);
});

test('concurrent calls for a listing share one request, and listings are requested concurrently', async () => {
  const source = barsOf('tencent', WEEK);
  const { prices } = pricesOf([source]);
  const ask = () => prices.closesBy([CHANGAN, ALIBABA, CHANGAN], new Date('2021-11-18T22:00:00Z'), forever);
  const both = await Promise.all([ask(), ask()]);
  expect(both.map((closes) => [...closes.keys()].sort())).toEqual([
    [CHANGAN, ALIBABA],
    [CHANGAN, ALIBABA],
  ]);
  expect(source.asked.sort()).toEqual(['sz000625 2021-11-18', 'usBABA 2021-11-18']);
});
