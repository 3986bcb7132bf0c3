import fc from 'fast-check';
import { freshUntil, isOutdated, sessionAt } from '../../src/quotes/trading-sessions.ts';
import { instantAt, localTimeAt } from '../../src/quotes/zoned-time.ts';
import { parseTicker } from '../../src/tickers/ticker.ts';

const moment = fc.date({
  min: new Date('2007-06-01'),
  max: new Date('2040-01-01'),
  noInvalidDate: true,
});
const ticker = fc.constantFrom(...['sz000625', 'hk00700', 'usBABA', 'fx_susdcny'].map(parseTicker));
const state = fc.constantFrom('trading' as const, 'suspended' as const, 'retired' as const);

test('a quote is fresh until later, and never beyond the start of a session', () => {
  fc.assert(
    fc.property(
      ticker,
      moment,
      moment,
      state,
      fc.integer({ min: 1, max: 600 }),
      (code, now, quoted, how, ttlSeconds) => {
        const quote = { quotedAt: quoted.toISOString(), state: how };
        const until = freshUntil(code, quote, now, { ttlSeconds });
        expect(until.getTime()).toBeGreaterThan(now.getTime());
        // The current session lasts until then: no other session starts in between.
        const seen = new Set<string>();
        for (let at = now.getTime(); at < until.getTime(); at += 20 * 60_000)
          seen.add(sessionAt(code, new Date(at)));
        seen.add(sessionAt(code, new Date(until.getTime() - 1)));
        seen.delete('pre');
        seen.delete('closed');
        expect(seen.size).toBeLessThan(2);
        if (seen.has('open')) expect(until.getTime() - now.getTime()).toBeLessThanOrEqual(ttlSeconds * 1000);
      },
    ),
    { numRuns: 200 },
  );
});

test('a current quote is not outdated, and an outdated one stays outdated', () => {
  fc.assert(
    fc.property(ticker, moment, moment, (code, quotedAt, now) => {
      expect(isOutdated(code, now, now)).toBe(false);
      const later = new Date(Math.max(quotedAt.getTime(), now.getTime()) + 86_400_000);
      if (isOutdated(code, quotedAt, now) && sessionAt(code, now) !== 'pre')
        expect(isOutdated(code, quotedAt, later) || later.getUTCFullYear() > 2026).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('New York’s clock agrees with this machine’s time zone data, in both directions', () => {
  const clock = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'America/New_York',
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  fc.assert(
    fc.property(moment, (at) => {
      const [date = '', time = ''] = clock.format(at).split(' ');
      const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
      const local = { date, second: hours * 3600 + minutes * 60 + seconds };
      expect(localTimeAt(at, 'America/New_York')).toEqual(local);
      const back = instantAt(local, 'America/New_York');
      // In the hour that occurs twice, the first one is used.
      const gap = Math.floor(at.getTime() / 1000) * 1000 - (back?.getTime() ?? 0);
      expect([0, 3_600_000]).toContain(gap);
    }),
    { numRuns: 400 },
  );
});
