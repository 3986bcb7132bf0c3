import { marketOn } from '../../../support/market-on.ts';

const afternoon = '2026-09-30T14:10:19+08:00';
const barsFrom = (from: string, to: string, symbol = 'sz000625', count = 1000, instant = afternoon) =>
  marketOn(instant).dailyBars(symbol, { from, to, count });

test('bars are on trading days only, oldest first', () => {
  expect(barsFrom('2026-02-10', '2026-02-26').map(({ date }) => date.slice(5))).toEqual(
    '02-10 02-11 02-12 02-13 02-24 02-25 02-26'.split(' '),
  );
});

test('the count limits the bars to the last ones', () => {
  expect(barsFrom('2021-11-01', '2021-11-18', 'sz000625', 2).map(({ date }) => date)).toEqual([
    '2021-11-17',
    '2021-11-18',
  ]);
});

test('a bar is always the same', () => {
  expect(barsFrom('2021-11-18', '2021-11-18')).toEqual(
    barsFrom('2021-11-01', '2021-11-18', 'sz000625', 1, '2025-03-03T12:00:00Z'),
  );
});

test('every close is the next bar’s previous close, and lies between low and high', () => {
  const bars = barsFrom('2025-01-01', '2026-09-30');
  expect(bars.length).toBeGreaterThan(400);
  bars.forEach(({ close, open, high, low }, i) => {
    expect(bars[i + 1]?.previousClose ?? close).toBe(close);
    expect(low).toBeLessThanOrEqual(Math.min(open, close));
    expect(high).toBeGreaterThanOrEqual(Math.max(open, close));
  });
});

test.each(['sz000625', 'sh000001', 'hk00700', 'usBABA', 'us.IXIC'])(
  'the last bar of %s is the current quote, and the one before its previous close',
  (symbol) => {
    const quote = marketOn(afternoon).find(symbol);
    const [before, last] = barsFrom('2026-09-01', '2026-12-31', symbol, 2);
    expect(last).toMatchObject({
      date: quote?.date,
      close: quote?.prices.price,
      volume: quote?.prices.volume,
    });
    expect(before?.close).toBe(quote?.prices.previousClose);
  },
);

test('before the opening, the day has no bar', () => {
  const bars = barsFrom('2026-09-01', '2026-09-30', 'sz000625', 1, '2026-09-30T09:00:00+08:00');
  expect(bars.map(({ date }) => date)).toEqual(['2026-09-29']);
});

test.each([
  ['sz300832', '2020-01-01', '2020-02-14', ['2020-02-12', '2020-02-13', '2020-02-14']],
  ['sh600002', '2006-04-20', '2026-09-30', ['2006-04-20', '2006-04-21']],
  ['sz002731', '2026-08-13', '2026-09-30', ['2026-08-13', '2026-08-14']],
  ['sh688688', '2026-08-13', '2026-09-30', []],
])('%s has bars only while it is traded', (symbol, from, to, dates) => {
  expect(barsFrom(from, to, symbol).map(({ date }) => date)).toEqual(dates);
});

test('a suspended listing’s last close is its last price', () => {
  expect(barsFrom('2026-08-01', '2026-09-30', 'sz002731').at(-1)?.close).toBe(0.77);
});
