import { boardOf, isMainland, kindOf } from '../../tickers/markets.ts';
import { notationsOf } from '../../tickers/notations.ts';
import { codeOf, type Exchange, exchangeOf, type Ticker, tickerFrom } from '../../tickers/ticker.ts';
import { quotesOfRows, scriptRowsIn } from '../answer-rows.ts';
import type { ReadQuote, WireFormat } from '../provider.ts';
import type { QuoteState } from '../quote.ts';
import { instantIn } from '../row-fields.ts';
import { quantityIn, quoteOfRow, sharesIn } from '../row-quote.ts';

/**
 * Tencent's `qt`: `v_sz000625="51~长安汽车~000625~10.52~…~";`, one row per listing, with `~` between
 * fields. Unknown listings are left out. If all are unknown, the answer is `v_pv_none_match="1";`.
 * The path `/utf8/` returns UTF-8 instead of GBK.
 */
export const tencent: WireFormat = {
  name: 'tencent',
  path: (keys) => `/utf8/q=${keys.join(',')}`,
  keysOf(ticker) {
    const key = notationsOf(ticker).tencent;
    if (key === undefined) return [];
    // Without the prefix, quotes of Hong Kong's shares are some 15 minutes late.
    return [/^hk\d/.test(key) ? `r_${key}` : key];
  },
  read(bytes, { tickers }) {
    const text = new TextDecoder('utf-8').decode(bytes);
    const rows = scriptRowsIn('tencent', text, 'v_');
    if (rows.has('pv_none_match')) return new Map();
    return quotesOfRows('tencent', rows, tickers, (ticker, row) => quoteOf(ticker, row.split('~')));
  },
};

/**
 * Current rows have 88 fields, those of 2017 had 50. The last field that every row must have is 48.
 */
const MIN_FIELDS = 49;

/** Field 40 of the mainland's rows. */
const STATES: ReadonlyMap<string | undefined, QuoteState> = new Map([
  ['', 'trading'],
  ['S', 'suspended'],
  ['D', 'delisted'],
  ['C', 'retired'],
]);

/** Field 0. */
const EXCHANGES: ReadonlyMap<string | undefined, Exchange> = new Map([
  ['1', 'sh'],
  ['51', 'sz'],
  ['62', 'bj'],
  ['100', 'hk'],
  ['200', 'us'],
]);

function quoteOf(ticker: Ticker, fields: readonly string[]): ReadQuote | undefined {
  // Skip a damaged row, and a row of another listing under this key.
  if (fields.length < MIN_FIELDS || !isOf(ticker, fields)) return undefined;
  return quoteOfRow(ticker, {
    name: fields[1],
    englishName: isMainland(ticker) ? undefined : fields[46],
    price: fields[3],
    previousClose: fields[4],
    open: fields[5],
    high: fields[33],
    low: fields[34],
    volume: sharesIn(ticker, fields[6], sharesPerUnit(ticker)),
    amount: amountIn(ticker, fields),
    quotedAt: quotedAtIn(ticker, fields[30] ?? ''),
    state: STATES.get(fields[40]) ?? 'trading',
    // Some of Hong Kong's counters are in other currencies.
    currency: /^(?:HKD|CNY|USD)$/.exec((exchangeOf(ticker) === 'hk' && fields[75]) || '')?.[0],
  });
}

/** Field 2 is the bare code. American codes end with the venue: `BRK.B.N`, `AAPL.OQ`. */
function isOf(ticker: Ticker, fields: readonly string[]): boolean {
  const exchange = exchangeOf(ticker);
  if ((EXCHANGES.get(fields[0]) ?? exchange) !== exchange) return false;
  return exchange === 'us' ? tickerFrom(`us${fields[2]}`) === ticker : fields[2] === codeOf(ticker);
}

/** Volumes of the mainland are in lots of 100, except on Shanghai's STAR market. */
function sharesPerUnit(ticker: Ticker): number {
  return isMainland(ticker) && boardOf(ticker) !== 'star' ? 100 : 1;
}

function amountIn(ticker: Ticker, fields: readonly string[]): number | null {
  // Field 35 is price/volume/amount. The amount of field 37 is rounded to ten thousands.
  if (isMainland(ticker)) return quantityIn(fields[35]?.split('/')[2]);
  if (kindOf(ticker) !== 'index') return quantityIn(fields[37]);
  // For an American index it is the points multiplied by the volume.
  return exchangeOf(ticker) === 'hk' ? quantityIn(fields[37], 10_000) : null;
}

/** Local time: `20260930161458`, Hong Kong's `2026/10/07 16:08:58`, or `2026-10-06 16:00:01`. */
function quotedAtIn(ticker: Ticker, stamp: string): string | null {
  switch (exchangeOf(ticker)) {
    case 'hk':
      return instantIn(stamp.replaceAll('/', '-'), 'Asia/Hong_Kong');
    case 'us':
      return instantIn(stamp, 'America/New_York');
    default:
      return instantIn(
        /^\d{14}$/.test(stamp) ? stamp.replace(DIGITS, '$1-$2-$3 $4:$5:$6') : '',
        'Asia/Shanghai',
      );
  }
}

const DIGITS = /(....)(..)(..)(..)(..)(..)/;
