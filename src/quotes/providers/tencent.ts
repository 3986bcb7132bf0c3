import { AppError } from '../../errors.ts';
import { isMainland, kindOf, marketOf } from '../../tickers/markets.ts';
import { codeOf, type Ticker, tickerFrom } from '../../tickers/ticker.ts';
import type { ReadQuote, WireFormat } from '../provider.ts';
import type { QuoteState } from '../quote.ts';
import { movement, nameIn, numberIn, priceIn, shanghaiInstant } from '../row-fields.ts';

/**
 * Tencent's `qt`: `v_sz000625="51~长安汽车~000625~10.52~…~";`, one row a listing, fields parted by `~`. An unknown listing is
 * left out; only when all are, the answer is `v_pv_none_match="1";`. The path `/utf8/` answers in UTF-8 instead of GBK.
 */
export const tencent: WireFormat = {
  name: 'tencent',
  path: (keys) => `/utf8/q=${keys.join(',')}`,
  keyOf: (ticker) => (isMainland(ticker) ? ticker : undefined),
  read(bytes) {
    const text = new TextDecoder('utf-8').decode(bytes);
    const rows = new Map<string, ReadQuote | undefined>();
    for (const [, key = '', row = ''] of text.matchAll(/^v_([\w.]+)="([^"\n]*)";\s*$/gm)) {
      if (key === 'pv_none_match') return new Map();
      const ticker = tickerFrom(key);
      rows.set(key, ticker && quoteOf(ticker, row.split('~')));
    }
    if (rows.size === 0 || !text.trimEnd().endsWith(';')) {
      throw new AppError(
        'provider_answer_invalid',
        `tencent answered no complete rows: ${JSON.stringify(text.slice(0, 80))}`,
      );
    }
    return rows;
  },
};

/** Rows of a current answer have 88 fields, of 2017's 50; the last one read is 48. */
const FEWEST_FIELDS = 49;

/** Field 40. */
const STATES: ReadonlyMap<string | undefined, QuoteState> = new Map([
  ['', 'trading'],
  ['S', 'suspended'],
  ['D', 'delisted'],
  ['C', 'retired'],
]);

function quoteOf(ticker: Ticker, fields: readonly string[]): ReadQuote | undefined {
  const quotedAt = shanghaiInstant(fields[30]?.slice(0, 8), fields[30]?.slice(8));
  const name = nameIn(fields[1]);
  // A row of another listing under this key, or a mutilated one, is no answer.
  if (fields.length < FEWEST_FIELDS || fields[2] !== codeOf(ticker)) return undefined;
  const { currency } = marketOf(ticker);
  if (quotedAt === null || name === '' || currency === null) return undefined;
  const state = STATES.get(fields[40]) ?? 'trading';
  const previousClose = priceIn(fields[4]);
  const price = state === 'trading' ? priceIn(fields[3]) : null;
  return {
    name,
    price,
    previousClose,
    ...movement(price, previousClose),
    open: priceIn(fields[5]),
    high: priceIn(fields[33]),
    low: priceIn(fields[34]),
    volume: sharesIn(ticker, fields[6]),
    // price/volume/amount: the amount of field 37 is in ten thousands and rounded.
    amount: numberIn(fields[35]?.split('/')[2]),
    currency,
    quotedAt,
    state,
  };
}

// Volumes are in lots of 100, but for Shanghai's STAR market, which counts shares. An index has no shares.
function sharesIn(ticker: Ticker, cell: string | undefined): number | null {
  const volume = numberIn(cell);
  if (volume === null || kindOf(ticker) === 'index') return null;
  return /^sh68[89]/.test(ticker) ? volume : volume * 100;
}
