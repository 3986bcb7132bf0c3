import { tickerOfBareCode } from './bare-codes.ts';
import { type Ticker, tickerFrom } from './ticker.ts';

const BEHIND = /^(\d{1,6})\.?(SH|SS|SZ|BJ|HK)$/;
const BEFORE = /^(SH|SZ|BJ|HK)\.?(\d{1,6})$/i;
const UNITED_STATES = /^([A-Z]{1,5}(?:\.[A-Z])?)\.(?:US|OQ|ND|[KNO])$/;

/**
 * The listing that a code in a text names together with its exchange: `600519.SH`, `600519.SS`, `600968SH`, `SZ.002340`,
 * `sh600519`, `0700.HK`, `BIDU.US`, `AAPL.OQ`, `TME.N`; in half or full width.
 */
export function tickerOfMarkedCode(written: string): Ticker | undefined {
  const code = written.normalize('NFKC');
  const [, symbol] = UNITED_STATES.exec(code) ?? [];
  if (symbol !== undefined) return tickerFrom(`us${symbol}`);
  const [, digits, suffix] = BEHIND.exec(code) ?? [];
  if (suffix !== undefined) return tickerFrom(`${suffix === 'SS' ? 'sh' : suffix.toLowerCase()}${digits}`);
  const [, prefix, number] = BEFORE.exec(code) ?? [];
  return prefix === undefined ? undefined : tickerFrom(`${prefix.toLowerCase()}${number}`);
}

/**
 * The listing of six digits that a text writes without an exchange. As {@link tickerOfBareCode}, but for 43, 82, 83, 87 and
 * 88: they began Beijing's codes until 2025 and begin those of the over-the-counter board NEEQ, and texts write both
 * alike.
 */
export function tickerOfTextCode(written: string): Ticker | undefined {
  const code = written.normalize('NFKC');
  return /^(?:43|8[2378])/.test(code) ? undefined : tickerOfBareCode(code);
}
