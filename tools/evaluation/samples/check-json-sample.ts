import { AppError } from '../../../src/errors.ts';
import type { DailyBar } from '../../../src/quotes/daily-bars.ts';
import { HISTORIES } from '../../../src/quotes/histories/table.ts';
import { PROVIDERS } from '../../../src/quotes/providers/table.ts';
import { tickerFromNotation } from '../../../src/tickers/notations.ts';
import { faultsOfQuote } from './check-quote.ts';
import { rawCells } from './raw-cells.ts';
import { joined, lineOf, notReadByUs, type SampleReport } from './report.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * Checks a sample in JSON, optionally wrapped in a call or an assignment: daily bars, or
 * Eastmoney's quotes.
 */
export function checkJsonSample(provider: string, fileName: string, text: string): SampleReport {
  if (provider === 'sina') return notReadByUs('Sina’s bars cannot be asked for by date');
  const wire = new TextEncoder().encode(text);
  const { data } = JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)) as { data: unknown };
  if (provider === 'tencent') return checkTencentBars(wire, data);
  if (data === null) return checkNothingKnown(wire);
  const { diff, klines, code, market } = data as Json;
  if (Array.isArray(klines)) {
    const rows = klines.map((row) => String(row).split(','));
    return checkBars('eastmoney', wire, `${market}.${code}`, rows);
  }
  if (diff === undefined) return notReadByUs('stock/get answers for one listing; we ask for lists');
  if (fileName.includes('no-fltt')) return notReadByUs('prices are scaled integers; we ask for decimals');
  return joined(Object.values(diff as Json).map((row) => checkEastmoneyRow(wire, row as Json)));
}

function checkEastmoneyRow(wire: Uint8Array, row: Json): SampleReport {
  if (row.f13 === undefined) return notReadByUs(`the row of ${row.f12} has no market; ours have`);
  const secid = `${row.f13}.${row.f12}`;
  const ticker = tickerFromNotation('eastmoney', secid);
  if (ticker === undefined) return { lines: [], faults: [`${secid} is no secid of ours`] };
  const fetchedAt = new Date((Number(row.f124) + 60) * 1000);
  const quote = PROVIDERS.eastmoney
    ?.read(wire, { tickers: new Map([[secid, ticker]]), fetchedAt })
    ?.get(ticker);
  if (!quote) return { lines: [], faults: [`${secid} was not read`] };
  const faults = [...faultsOfQuote(ticker, quote, rawCells('eastmoney', row))];
  if (Date.parse(quote.quotedAt) !== Number(row.f124) * 1000) faults.push(`it was quoted at ${row.f124}`);
  return { lines: [lineOf(ticker, quote)], faults: faults.map((fault) => `${secid}: ${fault}`) };
}

/** An answer without quotes and bars must be empty. */
function checkNothingKnown(wire: Uint8Array): SampleReport {
  const quotes = PROVIDERS.eastmoney?.read(wire, { tickers: new Map(), fetchedAt: new Date() });
  const bars = HISTORIES.eastmoney?.read(wire, '0.000000');
  return quotes?.size === 0 && bars === undefined
    ? { lines: ['every ticker is unknown'], faults: [] }
    : { lines: [], faults: ['it has no data, but was read'] };
}

function checkTencentBars(wire: Uint8Array, data: unknown): SampleReport {
  const [key = '', entry] = Object.entries(data as Json)[0] ?? [];
  if (entry === undefined) return checkRefused(wire);
  const { day, ...others } = entry as Json;
  if (Array.isArray(day)) return checkBars('tencent', wire, key, day as readonly string[][]);
  const series = Object.keys(others).find((name) => /(?:day|week|month)$/.test(name)) ?? 'nothing';
  return notReadByUs(`${key} has ${series}; we ask for unadjusted days`);
}

function checkRefused(wire: Uint8Array): SampleReport {
  try {
    HISTORIES.tencent?.read(wire, 'sz000625');
  } catch (error) {
    if (error instanceof AppError) return { lines: [`no bars: ${error.code}`], faults: [] };
    throw error;
  }
  return { lines: [], faults: ['it has no bars, but was read'] };
}

/** The columns are date, open, close, high, low. */
function checkBars(
  provider: string,
  wire: Uint8Array,
  key: string,
  rows: readonly (readonly string[])[],
): SampleReport {
  const bars: readonly DailyBar[] = HISTORIES[provider]?.read(wire, key) ?? [];
  const faults = bars.length === rows.length ? [] : [`${key}: ${bars.length} bars of ${rows.length} rows`];
  for (const [index, { date, close }] of bars.entries()) {
    const [statedDate, , stated, high, low] = rows[index] ?? [];
    if (date !== statedDate || close !== Number(stated)) faults.push(`${key}: ${date} closed at ${stated}`);
    if (close < Number(low) || close > Number(high))
      faults.push(`${key}: on ${date} ${close} is not between ${low} and ${high}`);
  }
  return { lines: bars.map(({ date, close }) => `${key}  bar of ${date}  close ${close}`), faults };
}
