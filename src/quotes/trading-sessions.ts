import { exchangeOf, type Ticker } from '../tickers/ticker.ts';
import { dateAfter } from './calendars/dates.ts';
import { hongKong } from './calendars/hong-kong.ts';
import { mainland } from './calendars/mainland.ts';
import { newYork } from './calendars/new-york.ts';
import type { TradingCalendar, TradingDay } from './calendars/trading-calendar.ts';
import type { Quote, Session } from './quote.ts';
import { instantAt, localTimeAt } from './zoned-time.ts';

/**
 * The session of the ticker's exchange at a moment. `closed` on a day without trading, and if no
 * exchange trades the ticker.
 */
export function sessionAt(ticker: Ticker, at: Date): Session {
  const calendar = calendarOf(ticker);
  return calendar ? phaseAt(calendar, at).session : 'closed';
}

export interface FreshnessOptions {
  /** How long a quote is fresh while prices move. */
  readonly ttlSeconds?: number;
}

/**
 * Until when a quote that was fetched at `now` is fresh. While prices move, that is some seconds.
 * Otherwise it is the moment at which they can move again: the end of lunch, or the start of the
 * next session. In the half hour after the close, a quote older than the closing price counts as
 * moving. The result is never before `now` or after the next session's start.
 */
export function freshUntil(
  ticker: Ticker,
  quote: Pick<Quote, 'quotedAt' | 'state'>,
  now: Date,
  { ttlSeconds = 5 }: FreshnessOptions = {},
): Date {
  const seconds = new Date(now.getTime() + ttlSeconds * 1000);
  const calendar = calendarOf(ticker);
  if (!calendar) return seconds;
  const { session, until } = phaseAt(calendar, now);
  const moves = session === 'open' || session === 'auction' || !isSettled(calendar, quote, now);
  return moves && seconds < until ? seconds : until;
}

/**
 * Whether a quote is older than the last session, and so outdated. Sessions that began in the last
 * half hour do not count, because providers are minutes late. Always false if the holidays are not
 * known.
 */
export function isOutdated(ticker: Ticker, quotedAt: Date, now: Date): boolean {
  const calendar = calendarOf(ticker);
  if (!calendar) return false;
  const last = lastDay(calendar, new Date(now.getTime() - LARGEST_DELAY_MS), openAt);
  return last !== undefined && calendar.isKnown(last) && localTimeAt(quotedAt, calendar.zone).date < last;
}

/**
 * When the closing price of a date, `YYYY-MM-DD` at the exchange, was known. A day without trading
 * counts as an ordinary day.
 */
export function closeOf(ticker: Ticker, date: string): Date | null {
  const calendar = calendarOf(ticker);
  if (!calendar) return null;
  const pricedAt = calendar.dayOf(date)?.pricedAt ?? ORDINARY_CLOSE;
  return instantAt({ date, second: pricedAt }, calendar.zone);
}

/** The date at the exchange at an instant. */
export function localDateOf(ticker: Ticker, at: Date): string {
  return localTimeAt(at, calendarOf(ticker)?.zone ?? 'Asia/Shanghai').date;
}

/**
 * Some providers send Hong Kong's quotes 15 minutes late. We wait twice that for a closing price.
 */
const LARGEST_DELAY_MS = 30 * 60_000;
const ORDINARY_CLOSE = 15 * 3600;
/** The longest closures are China's golden weeks, of nine days. */
const MAX_CLOSURE_DAYS = 20;

function calendarOf(ticker: Ticker): TradingCalendar | undefined {
  switch (exchangeOf(ticker)) {
    case 'sh':
    case 'sz':
    case 'bj':
      return mainland;
    case 'hk':
      return hongKong;
    case 'us':
      return newYork;
    default:
      return undefined;
  }
}

/** The session of the exchange, and its end. `closed` ends when the next session begins. */
function phaseAt(calendar: TradingCalendar, at: Date): { readonly session: Session; readonly until: Date } {
  const { date, second } = localTimeAt(at, calendar.zone);
  const phases = calendar.dayOf(date)?.phases ?? [];
  const current = phases.findLastIndex(([start]) => start <= second);
  const session = phases[current]?.[1] ?? 'closed';
  const next = phases[current + 1];
  if (session === 'closed' || !next) return { session: 'closed', until: nextSession(calendar, date) };
  return { session, until: instant(calendar, date, next[0]) };
}

/** When the first auction or session of the next trading day begins. */
function nextSession(calendar: TradingCalendar, after: string): Date {
  for (let days = 1; days < MAX_CLOSURE_DAYS; days++) {
    const date = dateAfter(after, days);
    const start = calendar.dayOf(date)?.phases[1]?.[0];
    if (start !== undefined) return instant(calendar, date, start);
  }
  throw new RangeError(`${calendar.zone} has no trading day after ${after}`);
}

/** Whether a quote cannot change before the next session, for example because it is the close. */
function isSettled(
  calendar: TradingCalendar,
  { quotedAt, state }: Pick<Quote, 'quotedAt' | 'state'>,
  now: Date,
): boolean {
  if (state !== 'trading') return true;
  const last = lastDay(calendar, now, closeAt);
  const day = last === undefined ? undefined : calendar.dayOf(last);
  if (last === undefined || !day) return true;
  const pricedAt = instant(calendar, last, day.pricedAt);
  return new Date(quotedAt) >= pricedAt || now.getTime() >= pricedAt.getTime() + LARGEST_DELAY_MS;
}

/** The last trading day on which a certain second of the day had passed by a moment. */
function lastDay(
  calendar: TradingCalendar,
  by: Date,
  secondOf: (day: TradingDay) => number,
): string | undefined {
  const today = localTimeAt(by, calendar.zone);
  for (let days = 0; days < MAX_CLOSURE_DAYS; days++) {
    const date = dateAfter(today.date, -days);
    const day = calendar.dayOf(date);
    if (day && (days > 0 || secondOf(day) <= today.second)) return date;
  }
  return undefined;
}

function openAt({ phases }: TradingDay): number {
  return phases.find(([, session]) => session === 'open')?.[0] ?? 0;
}

function closeAt({ phases }: TradingDay): number {
  return phases.at(-1)?.[0] ?? 0;
}

function instant(calendar: TradingCalendar, date: string, second: number): Date {
  const at = instantAt({ date, second }, calendar.zone);
  if (!at) throw new RangeError(`${date} is not a date`);
  return at;
}
