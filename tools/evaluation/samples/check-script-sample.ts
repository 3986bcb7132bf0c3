import iconv from 'iconv-lite';
import { AppError } from '../../../src/errors.ts';
import { PROVIDERS } from '../../../src/quotes/providers/table.ts';
import { isMainland } from '../../../src/tickers/markets.ts';
import { tickerFromNotation } from '../../../src/tickers/notations.ts';
import { exchangeOf, type Ticker } from '../../../src/tickers/ticker.ts';
import { faultsOfQuote } from './check-quote.ts';
import { rawCells } from './raw-cells.ts';
import { joined, lineOf, notReadByUs, type SampleReport } from './report.ts';

const ROW = /^(?:var hq_str_|v_)([\w$.]+)="([^"\n]*)"/gm;

/** Keys that we never request. */
const UNUSED: readonly (readonly [RegExp, string])[] = [
  [/^hint$/, 'a search; tickers come with the article'],
  [/^s_/, 'a short form: it has no time and no previous close'],
  [/^(?:jj|f_|of)/, 'a fund that no exchange lists'],
];

/**
 * Checks a sample of Sina's or Tencent's quotes. Each row is parsed as if only its ticker had been
 * requested.
 */
export function checkScriptSample(provider: string, text: string): SampleReport {
  const rows = [...text.matchAll(ROW)].map(([, key = '', row = '']) => ({ key, row }));
  const wire = iconv.encode(text, provider === 'sina' ? 'gb18030' : 'utf8');
  if (rows.length === 0) return checkFailure(provider, wire);
  return joined(rows.map(({ key, row }) => checkRow(provider, wire, key, row)));
}

function checkRow(provider: string, wire: Uint8Array, key: string, row: string): SampleReport {
  const unused = UNUSED.find(([pattern]) => pattern.test(key))?.[1];
  if (unused !== undefined) return notReadByUs(`${key} is ${unused}`);
  if (key === 'pv_none_match' || key === 'sys_auth') return checkEmpty(provider, wire, key);
  const ticker = tickerFromNotation(provider === 'sina' ? 'sina' : 'tencent', key);
  if (ticker === undefined) return { lines: [], faults: [`${key} is no key of ours`] };
  const quote = PROVIDERS[provider]
    ?.read(wire, { tickers: new Map([[key, ticker]]), fetchedAt: new Date() })
    ?.get(ticker);
  const isEmpty = row === '';
  if (quote === undefined)
    return isEmpty
      ? { lines: [`${ticker}  unknown`], faults: [] }
      : { lines: [], faults: [`${key} was not read`] };
  const raw = rawCells(`${provider} ${marketOfLayout(ticker)}`, row.split(provider === 'sina' ? ',' : '~'));
  return {
    lines: [lineOf(ticker, quote)],
    faults: faultsOfQuote(ticker, quote, raw).map((fault) => `${key}: ${fault}`),
  };
}

/** An answer with unknown tickers only, or with nothing. */
function checkEmpty(provider: string, wire: Uint8Array, key: string): SampleReport {
  const quotes = PROVIDERS[provider]?.read(wire, { tickers: new Map(), fetchedAt: new Date() });
  const isAsExpected = key === 'sys_auth' ? quotes === undefined : quotes?.size === 0;
  const line = key === 'sys_auth' ? 'void as a whole: asked for again in halves' : 'every ticker is unknown';
  return isAsExpected ? { lines: [line], faults: [] } : { lines: [], faults: [`${key} was read as quotes`] };
}

/** A body without a row must be an error. */
function checkFailure(provider: string, wire: Uint8Array): SampleReport {
  try {
    PROVIDERS[provider]?.read(wire, { tickers: new Map(), fetchedAt: new Date() });
  } catch (error) {
    if (error instanceof AppError) return { lines: [`no rows: ${error.code}`], faults: [] };
    throw error;
  }
  return { lines: [], faults: ['it has no rows, but was read'] };
}

function marketOfLayout(ticker: Ticker): string {
  return isMainland(ticker) ? 'mainland' : exchangeOf(ticker);
}
