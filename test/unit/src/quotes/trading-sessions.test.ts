import { sessionAt } from '../../../../src/quotes/trading-sessions.ts';
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

test('the day is Shanghai’s, not Greenwich’s nor this machine’s', () => {
  expect(mainlandSession(new Date('2026-09-27T16:00:00Z'))).toBe('pre');
  expect(mainlandSession(new Date('2026-09-25T16:00:00Z'))).toBe('closed');
  expect(mainlandSession(new Date('2026-09-30T01:30:00Z'))).toBe('open');
});

test('the days before and after holidays are trading days', () => {
  expect(at('2026-10-08T10:00:00')).toBe('open');
  expect(at('2024-02-08T10:00:00')).toBe('open');
  expect(at('2024-02-19T10:00:00')).toBe('open');
});

test('a weekday past the calendar is taken for a trading day', () => {
  expect(at('2031-03-03T10:00:00')).toBe('open');
});
