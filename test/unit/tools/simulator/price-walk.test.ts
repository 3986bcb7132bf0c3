import fc from 'fast-check';
import type { Listing, ListingType } from '../../../../tools/simulator/listings.ts';
import { orderBookAround } from '../../../../tools/simulator/order-book.ts';
import { walkPrice } from '../../../../tools/simulator/price-walk.ts';
import { latestTradingMoment, SESSION_MINUTES } from '../../../../tools/simulator/trading-clock.ts';

const limitPercents: Record<ListingType, number> = {
  'GP-A': 10,
  'GP-A-KCB': 20,
  'GP-A-CYB': 20,
  GP: 30,
  ETF: 10,
  'GP-ETF': 100,
  ZS: 100,
};

const listing = fc.record({
  symbol: fc.stringMatching(/^(sh|sz|bj)\d{6}$/),
  name: fc.constant('长安汽车'),
  type: fc.constantFrom(...(Object.keys(limitPercents) as ListingType[])),
  referencePrice: fc.integer({ min: 1, max: 500_000 }).map((cents) => cents / 100),
  shares: fc.integer({ min: 10_000, max: 4_000_000_000 }),
  state: fc.constant('trading' as const),
}) satisfies fc.Arbitrary<Listing>;
const session = fc.integer({ min: 7000, max: 30_000 });
const minute = fc.integer({ min: 0, max: SESSION_MINUTES * 60 }).map((second) => second / 60);
const seed = fc.integer();

const at = (sessionNumber: number, minuteOfSession: number) => ({
  session: sessionNumber,
  minute: minuteOfSession,
  date: '2026-09-30',
  clock: '10:00:00',
  at: new Date('2026-09-30T10:00:00+08:00'),
});

const steps = (yuan: number, decimals: number): number => yuan * 10 ** decimals;

test('low ≤ open, price ≤ high at every second, in whole price steps', () => {
  fc.assert(
    fc.property(listing, session, minute, seed, (anyListing, day, now, anySeed) => {
      const { price, open, high, low, previousClose, decimals } = walkPrice(
        anyListing,
        at(day, now),
        anySeed,
      );
      expect(low).toBeGreaterThan(0);
      expect(low).toBeLessThanOrEqual(Math.min(price, open));
      expect(high).toBeGreaterThanOrEqual(Math.max(price, open));
      for (const yuan of [price, open, high, low, previousClose]) {
        expect(Math.abs(steps(yuan, decimals) - Math.round(steps(yuan, decimals)))).toBeLessThan(1e-6);
      }
    }),
  );
});

test("every price is within the board's limit around the previous close, rounded by at most a step", () => {
  fc.assert(
    fc.property(listing, session, minute, seed, (anyListing, day, now, anySeed) => {
      const { high, low, previousClose, limits, decimals } = walkPrice(anyListing, at(day, now), anySeed);
      const allowed = Math.max(
        steps(previousClose, decimals) * (limitPercents[anyListing.type] / 100) + 0.5,
        1,
      );
      expect(steps(high - previousClose, decimals)).toBeLessThanOrEqual(allowed + 1e-6);
      expect(steps(previousClose - low, decimals)).toBeLessThanOrEqual(allowed + 1e-6);
      expect(limits === null).toBe(['ZS', 'GP-ETF'].includes(anyListing.type));
      if (limits === null) return;
      expect(high).toBeLessThanOrEqual(limits.up);
      expect(low).toBeGreaterThanOrEqual(limits.down);
    }),
  );
});

test('during the day, volume and amount only grow, highs only rise and lows only fall', () => {
  fc.assert(
    fc.property(listing, session, minute, minute, seed, (anyListing, day, one, other, anySeed) => {
      const earlier = walkPrice(anyListing, at(day, Math.min(one, other)), anySeed);
      const later = walkPrice(anyListing, at(day, Math.max(one, other)), anySeed);
      expect(later.volume).toBeGreaterThanOrEqual(earlier.volume);
      expect(later.amount).toBeGreaterThanOrEqual(earlier.amount);
      expect(later.high).toBeGreaterThanOrEqual(earlier.high);
      expect(later.low).toBeLessThanOrEqual(earlier.low);
      expect(later.open).toBe(earlier.open);
    }),
  );
});

test('the average price paid is between low and high, except for an index', () => {
  fc.assert(
    fc.property(listing, session, minute, seed, (anyListing, day, now, anySeed) => {
      const { volume, amount, high, low } = walkPrice(anyListing, at(day, now), anySeed);
      expect(Number.isInteger(volume)).toBe(true);
      if (anyListing.type === 'ZS' || volume === 0) return;
      expect(amount / volume).toBeGreaterThanOrEqual(low * (1 - 1e-9));
      expect(amount / volume).toBeLessThanOrEqual(high * (1 + 1e-9));
    }),
  );
});

test("a session's last price is the next session's previous close", () => {
  fc.assert(
    fc.property(listing, session, seed, (anyListing, day, anySeed) => {
      const tonight = walkPrice(anyListing, at(day, SESSION_MINUTES), anySeed);
      const tomorrow = walkPrice(anyListing, at(day + 1, 0), anySeed);
      expect(tomorrow.previousClose).toBe(tonight.price);
    }),
  );
});

test('the same seed, listing and moment give the same prices, and another seed gives different ones', () => {
  fc.assert(
    fc.property(listing, session, seed, (anyListing, day, anySeed) => {
      const expensive = { ...anyListing, referencePrice: 1000 };
      const first = walkPrice(expensive, at(day, 200), anySeed);
      expect(walkPrice(expensive, at(day, 200), anySeed)).toEqual(first);
      expect(walkPrice(expensive, at(day, 200), anySeed + 1)).not.toEqual(first);
    }),
  );
});

test('prices move within a session and between sessions', () => {
  const moutai: Listing = {
    symbol: 'sh600519',
    name: '贵州茅台',
    type: 'GP-A',
    referencePrice: 1258.62,
    shares: 1.25e9,
    state: 'trading',
  };
  const byMinute = Array.from({ length: 241 }, (_, now) => walkPrice(moutai, at(14_800, now), 1).price);
  const byDay = Array.from({ length: 50 }, (_, day) => walkPrice(moutai, at(14_800 + day, 240), 1).price);
  expect(new Set(byMinute).size).toBeGreaterThan(150);
  expect(new Set(byDay).size).toBeGreaterThan(40);
});

test('a suspended listing keeps its last price and does not trade', () => {
  const suspended: Listing = {
    symbol: 'sz002731',
    name: '*ST萃华',
    type: 'GP-A',
    referencePrice: 0.77,
    shares: 2.56e8,
    state: 'suspended',
  };
  expect(walkPrice(suspended, at(14_800, 100), 1)).toEqual({
    price: 0.77,
    previousClose: 0.77,
    open: 0,
    high: 0,
    low: 0,
    volume: 0,
    amount: 0,
    limits: { up: 0.85, down: 0.69 },
    decimals: 2,
  });
});

test('the order book is around the price and inside the limits', () => {
  fc.assert(
    fc.property(listing, session, minute, seed, (anyListing, day, now, anySeed) => {
      const prices = walkPrice(anyListing, at(day, now), anySeed);
      const { bids, asks } = orderBookAround(prices, anyListing.symbol, anySeed);
      expect([bids.length, asks.length]).toEqual([5, 5]);
      for (const { price, shares } of [...bids, ...asks]) {
        expect(shares % 100).toBe(0);
        expect(price === 0).toBe(shares === 0);
      }
      for (const { price } of bids) expect(price).toBeLessThanOrEqual(prices.price);
      for (const { price } of asks) expect(price === 0 || price > prices.price).toBe(true);
      expect(bids.some(({ price }) => price === prices.price)).toBe(prices.limits !== null);
    }),
  );
});

test('the price walk accepts every moment of the trading clock', () => {
  const anyDate = fc.date({
    min: new Date('1995-01-01T00:00:00Z'),
    max: new Date('2095-01-01T00:00:00Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(listing, anyDate, (anyListing, now) => {
      const { price, volume } = walkPrice(anyListing, latestTradingMoment(now), 1);
      expect(price).toBeGreaterThan(0);
      expect(volume).toBeGreaterThanOrEqual(0);
    }),
  );
});
