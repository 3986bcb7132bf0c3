import {
  closeOf,
  freshUntil,
  isOutdated,
  localDateOf,
  sessionAt,
} from '../../../../src/quotes/trading-sessions.ts';
import { parseTicker } from '../../../../src/tickers/ticker.ts';

const mainlandSession = (at: Date) => sessionAt(parseTicker('sz000625'), at);
const at = (shanghai: string) => mainlandSession(new Date(`${shanghai}+08:00`));

describe('an ordinary Wednesday', () => {
  test.each([
    ['00:00:00', 'pre'],
    ['09:14:59', 'pre'],
    ['09:15:00', 'auction'],
    ['09:29:59', 'auction'],
    ['09:30:00', 'open'],
    ['11:29:59', 'open'],
    ['11:30:00', 'lunch'],
    ['12:59:59', 'lunch'],
    ['13:00:00', 'open'],
    ['14:59:59', 'open'],
    ['15:00:00', 'closed'],
    ['23:59:59', 'closed'],
  ])('at %s is %s', (time, session) => {
    expect(at(`2026-09-30T${time}`)).toBe(session);
  });
});

describe('a day without trading is closed all day:', () => {
  test.each([
    ['a Saturday', '2026-09-26'],
    ['a Sunday', '2026-09-27'],
    ['National Day', '2026-10-01'],
    ['a Wednesday of the golden week', '2026-10-07'],
    ['New Year', '2026-01-01'],
    ['Lunar New Year’s Eve of 2024, which the calendar calls a workday', '2024-02-09'],
    ['a Saturday that was made a workday', '2024-02-18'],
    ['another Saturday that was made a workday', '2021-09-18'],
    ['a Sunday that was made a workday', '2021-09-26'],
    ['a weekend past the calendar', '2031-03-01'],
  ])('%s', (_what, date) => {
    for (const time of ['03:00:00', '09:20:00', '10:00:00', '12:00:00', '14:00:00', '20:00:00']) {
      expect(at(`${date}T${time}`)).toBe('closed');
    }
  });
});

test('the date is Shanghai’s, not UTC’s or this machine’s', () => {
  expect(mainlandSession(new Date('2026-09-27T16:00:00Z'))).toBe('pre');
  expect(mainlandSession(new Date('2026-09-25T16:00:00Z'))).toBe('closed');
  expect(mainlandSession(new Date('2026-09-30T01:30:00Z'))).toBe('open');
});

test('the days before and after holidays are trading days', () => {
  expect(at('2026-10-08T10:00:00')).toBe('open');
  expect(at('2024-02-08T10:00:00')).toBe('open');
  expect(at('2024-02-19T10:00:00')).toBe('open');
});

test('a weekday after the end of the calendar counts as a trading day', () => {
  expect(at('2031-03-03T10:00:00')).toBe('open');
});

const A_SHARE = parseTicker('sz000625');
const HONG_KONG = parseTicker('hk00700');
const AMERICAN = parseTicker('usBABA');

test.each([
  [HONG_KONG, '2026-09-30T08:30:00+08:00', 'pre'],
  [HONG_KONG, '2026-09-30T09:00:00+08:00', 'auction'],
  [HONG_KONG, '2026-09-30T12:30:00+08:00', 'lunch'],
  [HONG_KONG, '2026-09-30T15:30:00+08:00', 'open'],
  [HONG_KONG, '2026-09-30T16:05:00+08:00', 'auction'],
  [HONG_KONG, '2026-09-30T16:10:00+08:00', 'closed'],
  [HONG_KONG, '2026-12-24T12:15:00+08:00', 'closed'],
  [AMERICAN, '2026-07-01T09:29:59-04:00', 'pre'],
  [AMERICAN, '2026-07-01T09:30:00-04:00', 'open'],
  [AMERICAN, '2026-12-01T15:59:59-05:00', 'open'],
  [AMERICAN, '2026-12-01T16:00:00-05:00', 'closed'],
  [AMERICAN, '2026-11-27T13:00:00-05:00', 'closed'],
  [parseTicker('fx_susdcny'), '2026-09-30T10:00:00+08:00', 'closed'],
])('%s at %s is %s', (ticker, at, session) => {
  expect(sessionAt(ticker, new Date(at))).toBe(session);
});

describe('a quote is fresh', () => {
  const until = (
    ticker: typeof A_SHARE,
    now: string,
    quotedAt = now,
    state: 'trading' | 'suspended' = 'trading',
  ) =>
    freshUntil(ticker, { quotedAt: new Date(quotedAt).toISOString(), state }, new Date(now), {
      ttlSeconds: 5,
    });
  const instant = (text: string) => new Date(text);

  test.each([
    ['for seconds in session', A_SHARE, '2026-09-30T10:00:00+08:00', '2026-09-30T10:00:05+08:00'],
    ['not beyond the end of the morning', A_SHARE, '2026-09-30T11:29:58+08:00', '2026-09-30T11:30:00+08:00'],
    ['over lunch', A_SHARE, '2026-09-30T11:30:00+08:00', '2026-09-30T13:00:00+08:00'],
    ['for seconds in the auction', A_SHARE, '2026-09-30T09:20:00+08:00', '2026-09-30T09:20:05+08:00'],
    [
      'before the auction, until the auction',
      A_SHARE,
      '2026-09-30T07:00:00+08:00',
      '2026-09-30T09:15:00+08:00',
    ],
    [
      'after the close until the next auction',
      A_SHARE,
      '2026-09-28T15:00:00+08:00',
      '2026-09-29T09:15:00+08:00',
    ],
    ['over the golden week', A_SHARE, '2026-09-30T15:00:01+08:00', '2026-10-08T09:15:00+08:00'],
    ['over a weekend', A_SHARE, '2026-09-19T12:00:00+08:00', '2026-09-21T09:15:00+08:00'],
    ['over Hong Kong’s lunch', HONG_KONG, '2026-09-30T12:10:00+08:00', '2026-09-30T13:00:00+08:00'],
    [
      'for seconds in the closing auction',
      HONG_KONG,
      '2026-09-30T16:07:00+08:00',
      '2026-09-30T16:07:05+08:00',
    ],
    ['after Hong Kong’s close', HONG_KONG, '2026-09-30T16:10:00+08:00', '2026-10-02T09:00:00+08:00'],
    ['over Thanksgiving', AMERICAN, '2026-11-25T16:00:01-05:00', '2026-11-27T09:30:00-05:00'],
    ['over a clock change', AMERICAN, '2026-10-30T16:00:01-04:00', '2026-11-02T09:30:00-05:00'],
  ])('%s', (_what, ticker, now, expected) => {
    expect(until(ticker, now)).toEqual(instant(expected));
  });

  test('for seconds just after the close, while it is older than the closing price', () => {
    expect(until(A_SHARE, '2026-09-28T15:00:10+08:00', '2026-09-28T14:59:57+08:00')).toEqual(
      instant('2026-09-28T15:00:15+08:00'),
    );
    expect(until(HONG_KONG, '2026-09-28T16:24:00+08:00', '2026-09-28T16:07:00+08:00')).toEqual(
      instant('2026-09-28T16:24:05+08:00'),
    );
  });

  test('until the next auction if no closing price came within half an hour, or none is expected', () => {
    const next = instant('2026-09-29T09:15:00+08:00');
    expect(until(A_SHARE, '2026-09-28T15:30:00+08:00', '2026-09-28T14:20:00+08:00')).toEqual(next);
    expect(until(A_SHARE, '2026-09-28T15:00:10+08:00', '2026-09-28T09:00:00+08:00', 'suspended')).toEqual(
      next,
    );
  });

  test('for seconds if the trading hours are unknown', () => {
    expect(until(parseTicker('hf_CL'), '2026-09-26T12:00:00Z')).toEqual(instant('2026-09-26T12:00:05Z'));
  });
});

describe('a quote is outdated', () => {
  test.each([
    [
      'on a trading day if it is from the day before',
      A_SHARE,
      '2026-09-29T15:00:00+08:00',
      '2026-09-30T10:30:00+08:00',
      true,
    ],
    ['not just after the opening', A_SHARE, '2026-09-29T15:00:00+08:00', '2026-09-30T09:45:00+08:00', false],
    ['not in a golden week', A_SHARE, '2026-09-30T15:00:00+08:00', '2026-10-07T10:30:00+08:00', false],
    [
      'not after the end of the calendar',
      A_SHARE,
      '2027-03-01T15:00:00+08:00',
      '2027-03-02T10:30:00+08:00',
      false,
    ],
    ['not on Thanksgiving', AMERICAN, '2026-11-25T16:00:00-05:00', '2026-11-26T12:00:00-05:00', false],
    ['if it is years old', A_SHARE, '2024-09-30T15:00:00+08:00', '2026-09-30T12:00:00+08:00', true],
  ])('%s', (_what, ticker, quotedAt, now, expected) => {
    expect(isOutdated(ticker, new Date(quotedAt), new Date(now))).toBe(expected);
  });
});

test('the time of a day’s closing price is known', () => {
  expect(closeOf(A_SHARE, '2021-11-18')).toEqual(new Date('2021-11-18T15:00:00+08:00'));
  expect(closeOf(AMERICAN, '2021-11-26')).toEqual(new Date('2021-11-26T13:00:00-05:00'));
  expect(closeOf(HONG_KONG, '2026-09-30')).toEqual(new Date('2026-09-30T16:08:00+08:00'));
  expect(closeOf(A_SHARE, '2021-02-30')).toBeNull();
  expect(localDateOf(AMERICAN, new Date('2026-10-01T02:00:00Z'))).toBe('2026-09-30');
});
