import { type Ticker, tickerFrom } from './ticker.ts';

/**
 * Which mainland exchange six digits without a prefix belong to, as quote pages and texts write them. Tested in this
 * order: 92 is Beijing's though 9 is Shanghai's B shares.
 */
const PREFIXES: readonly (readonly [RegExp, 'sh' | 'sz' | 'bj'])[] = [
  [/^(?:92|43|82|83|87|88|899)/, 'bj'],
  [/^(?:60[0135]|68[89]|900|5|11[0138]|132|204|01[09])/, 'sh'],
  [/^(?:00[0-3]|30[0-2]|200|1[568]|12[378]|131|399)/, 'sz'],
];

/**
 * The listing of six digits without an exchange. `000xxx` is taken for Shenzhen's share, not Shanghai's index of the same
 * digits; what lies in no exchange's range is none.
 */
export function tickerOfBareCode(code: string): Ticker | undefined {
  const exchange = PREFIXES.find(([digits]) => digits.test(code))?.[1];
  return exchange && tickerFrom(`${exchange}${code}`);
}
