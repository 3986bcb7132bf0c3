import type { Bar, BarRange } from '../daily-bars.ts';
import type { Market, MarketRow } from '../market.ts';
import { type Provider, queryOf } from '../provider.ts';
import { decimalsOf, sharesPerUnit } from '../rows/eastmoney-fields.ts';
import { percent, unsignedZero } from '../rows/percent.ts';
import { findBySecid, secidOf } from '../secid.ts';
import { isDate } from '../trading-clock.ts';
import { type Adjustment, adjusted } from './adjusted.ts';
import { envelope } from './eastmoney-envelope.ts';

const adjustments: ReadonlyMap<string | null, Adjustment> = new Map([
  ['1', 'forward'],
  ['2', 'backward'],
]);

/** The bounds of a request that names none. */
const EARLIEST = '1990-01-01';
const LATEST = '2050-01-01';

/** Eastmoney's daily bars, `push2his.eastmoney.com`. The simulator has no other periods. */
export const eastmoneyHistory: Provider = {
  symbolsOf(path) {
    const { pathname, query } = queryOf(path);
    if (pathname !== '/api/qt/stock/kline/get') return undefined;
    return (query.get('secid') ?? '').split(',').filter(Boolean);
  },

  answer({ path }, [secid = ''], market) {
    const { query } = queryOf(path);
    const row = findBySecid(secid, market);
    if (row === undefined) return envelope(100, null, query);
    const columns = (query.get('fields2') ?? '').split(',').filter((name) => /^f\d+$/.test(name));
    const range = readRange(query);
    if (query.get('klt') !== '101' || columns.length === 0 || range === undefined)
      return envelope(102, null, query);
    const bars = barsIn(market, row, query, range);
    const lines = bars.map((bar) => columns.map((column) => cell(column, bar, row)).join(','));
    return envelope(0, body(row, bars, lines), query);
  },

  throttled({ path }, [secid = ''], market) {
    const { query } = queryOf(path);
    const row = findBySecid(secid, market);
    return row === undefined ? envelope(100, null, query) : envelope(0, body(row, [], []), query);
  },
};

/** Reads `beg` and `end` (`20211118`, or 0 for no bound) and `lmt` (if missing, all bars). */
function readRange(query: URLSearchParams): BarRange | undefined {
  const from = readDate(query.get('beg') ?? '0', EARLIEST);
  const to = readDate(query.get('end') ?? '20500101', LATEST);
  const count = Number(query.get('lmt') ?? '100000');
  if (from === undefined || to === undefined || !Number.isInteger(count) || count < 0) return undefined;
  return { from, to, count };
}

function readDate(text: string, unbounded: string): string | undefined {
  if (text === '0') return unbounded;
  const date = text.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3');
  return isDate(date) ? date : undefined;
}

function barsIn(market: Market, row: MarketRow, query: URLSearchParams, range: BarRange): readonly Bar[] {
  const bars = market.dailyBars(row.listing.symbol, range);
  const kind = adjustments.get(query.get('fqt')) ?? 'none';
  return bars.map((bar) => adjusted(bar, kind, row));
}

function body(row: MarketRow, bars: readonly Bar[], klines: readonly string[]): object {
  const { market, code } = secidOf(row.listing);
  return {
    code,
    market,
    name: row.listing.name,
    decimal: decimalsOf(row),
    dktotal: bars.length,
    preKPrice: bars[0]?.previousClose ?? 0,
    klines,
  };
}

/**
 * Returns the column with a name of `fields2`. Volume is in lots of 100 shares, abroad in shares.
 */
function cell(column: string, bar: Bar, row: MarketRow): string {
  const { date, previousClose, open, close, high, low, volume, amount } = bar;
  const { symbol, shares } = row.listing;
  const decimals = decimalsOf(row);
  const cells: Readonly<Record<string, string>> = {
    f51: date,
    f52: open.toFixed(decimals),
    f53: close.toFixed(decimals),
    f54: high.toFixed(decimals),
    f55: low.toFixed(decimals),
    f56: String(Math.round(volume / sharesPerUnit(symbol))),
    f57: amount.toFixed(2),
    f58: percent(high - low, previousClose),
    f59: percent(close - previousClose, previousClose),
    f60: unsignedZero(close - previousClose, decimals),
    f61: percent(volume, shares),
  };
  return cells[column] ?? '-';
}
