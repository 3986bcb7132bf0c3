import { AppError } from '../../errors.ts';
import { isMainland, kindOf, marketOf } from '../../tickers/markets.ts';
import { type Ticker, tickerFrom } from '../../tickers/ticker.ts';
import type { ReadQuote, WireFormat } from '../provider.ts';
import type { QuoteState } from '../quote.ts';
import { movement, nameIn, numberIn, priceIn, shanghaiInstant } from '../row-fields.ts';

/**
 * Sina's `hq`: `var hq_str_sz000625="长安汽车,10.50,10.40,…";` in GB18030, one row a listing, empty for an unknown one. It demands a
 * Referer of its own, and one malformed key voids the whole answer, which then is `var hq_str_sys_auth="FAILED";`.
 */
export const sina: WireFormat = {
  name: 'sina',
  headers: { Referer: 'https://finance.sina.com.cn' },
  path: (keys) => `/list=${keys.join(',')}`,
  keyOf: (ticker) => (isMainland(ticker) ? ticker : undefined),
  read(bytes) {
    const text = new TextDecoder('gb18030').decode(bytes);
    const rows = new Map<string, ReadQuote | undefined>();
    for (const [, key = '', row = ''] of text.matchAll(/^var hq_str_([\w$.]+)="([^"\n]*)";\s*$/gm)) {
      if (key === 'sys_auth')
        throw new AppError('provider_refused', `sina answered sys_auth ${row.slice(0, 40)}`);
      const ticker = tickerFrom(key);
      rows.set(key, ticker && quoteOf(ticker, row.split(',')));
    }
    if (rows.size === 0 || !text.trimEnd().endsWith(';')) {
      throw new AppError(
        'provider_answer_invalid',
        `sina answered no complete rows: ${JSON.stringify(text.slice(0, 80))}`,
      );
    }
    return rows;
  },
};

/** Rows have had 33 fields since 2017; later ones have more. */
const FEWEST_FIELDS = 33;

/** Field 32; what is not named here is trading, if halted for a while. */
const STATES: ReadonlyMap<string | undefined, QuoteState> = new Map([
  ['02', 'suspended'],
  ['03', 'suspended'],
  ['-2', 'unlisted'],
  ['-3', 'delisted'],
]);

function quoteOf(ticker: Ticker, fields: readonly string[]): ReadQuote | undefined {
  const quotedAt = shanghaiInstant(fields[30]?.replaceAll('-', ''), fields[31]?.replaceAll(':', ''));
  const name = nameIn(fields[0]);
  const { currency } = marketOf(ticker);
  if (fields.length < FEWEST_FIELDS || quotedAt === null || name === '' || currency === null)
    return undefined;
  const state = STATES.get(fields[32]) ?? 'trading';
  const previousClose = priceIn(fields[2]);
  const price = state === 'trading' ? priceIn(fields[3]) : null;
  return {
    name,
    price,
    previousClose,
    ...movement(price, previousClose),
    open: priceIn(fields[1]),
    high: priceIn(fields[4]),
    low: priceIn(fields[5]),
    // Shares; Shanghai's indices count lots of 100, but an index has no shares.
    volume: kindOf(ticker) === 'index' ? null : numberIn(fields[8]),
    amount: numberIn(fields[9]),
    currency,
    quotedAt,
    state,
  };
}
