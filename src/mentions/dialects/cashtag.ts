import { symbolAt } from '../../tickers/american-symbols.ts';
import { type Ticker, tickerFrom } from '../../tickers/ticker.ts';
import { tickerOfWrittenCode } from '../../tickers/written-codes.ts';
import type { Dialect, TickerInText } from '../dialect.ts';

const NAMED = '\\$[^$（()）\\n]{1,30}[（(][A-Za-z0-9.:/-]{1,12}[）)]\\$';
// Excludes the dollars in `US$` and `NT$`, paths of variables and pairs of currencies.
const ALONE = '(?<![A-Za-z0-9０-９])\\$[A-Z]{2,5}(?:[./-][A-Z])?(?![A-Za-z0-9_])(?![/-][A-Za-z0-9])';

/**
 * Cashtags: `$TSLA`, `$BRK.B`, `$TSLA$`. If a cashtag contains the company's name, the name is the
 * mention: `$文峰股份(601010.SH)$`, `$腾讯控股(00700)$`, `$阿里巴巴(BABA)$`.
 */
export const cashtag: Dialect = {
  name: 'text',
  // Dollar signs written as entities are not found.
  marker: '\\$[A-Z]{2}|[）)]\\$',
  needs: ['$'],
  notation: {
    pattern: `${NAMED}|${ALONE}`,
    read: (match) => (match.endsWith('$') ? named(match) : alone(match)),
  },
};

const PARTS = /^\$([^（(]*)[（(](.+)[）)]\$$/;

function named(match: string): readonly TickerInText[] {
  const [, before = '', code = ''] = PARTS.exec(match) ?? [];
  const name = before.trim();
  const ticker = isNameOf(code, name) ? listingOf(code) : undefined;
  const start = 1 + before.length - before.trimStart().length;
  return ticker ? [{ ticker, start, end: start + name.length }] : [];
}

// Formulas between dollar signs look the same: `$f(12)$`, `$P(A)$`.
function isNameOf(code: string, name: string): boolean {
  return /[\u4e00-\u9fff]/.test(name) || (/[A-Za-z]{3}/.test(name) && /[A-Z]{2}|\d{4}/.test(code));
}

function listingOf(code: string): Ticker | undefined {
  const marked = tickerOfWrittenCode(code);
  if (marked) return marked;
  if (/^\d{1,5}$/.test(code)) return tickerFrom(`hk${code}`);
  if (/^HKHS[A-Z]{1,6}$/.test(code)) return tickerFrom(code);
  const symbol = symbolAt(code, 0);
  if (symbol) return symbol.end === code.length ? symbol.ticker : undefined;
  return code.startsWith('.') ? tickerFrom(`us${code}`) : undefined;
}

/** National currencies and cryptocurrencies. */
const CURRENCIES = new Set('USD CNY RMB HKD EUR JPY GBP BTC ETH BNB SOL XRP DOGE USDT USDC'.split(' '));

function alone(match: string): readonly TickerInText[] {
  const symbol = match.slice(1);
  const { ticker, end } = symbolAt(symbol, 0) ?? {};
  if (CURRENCIES.has(symbol) || end !== symbol.length) return [];
  return ticker ? [{ ticker, start: 1, end: match.length }] : [];
}
