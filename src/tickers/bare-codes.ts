import { type Ticker, tickerFrom } from './ticker.ts';

/**
 * The mainland exchange of six digits without a prefix. Tested in this order: 92 is Beijing's,
 * although 900 is Shanghai's.
 */
const PREFIXES: readonly (readonly [RegExp, 'sh' | 'sz' | 'bj'])[] = [
  [/^(?:92|43|82|83|87|88|899)/, 'bj'],
  [/^(?:60[0135]|68[89]|900|5|11[0138]|132|204|01[09])/, 'sh'],
  [/^(?:00[0-3]|30[0-2]|200|1[568]|12[378]|131|399)/, 'sz'],
];

/**
 * The listing of six digits without an exchange. `000xxx` is Shenzhen's share, not Shanghai's index
 * of the same digits. Undefined if the digits are in no exchange's range.
 */
export function tickerOfBareCode(code: string): Ticker | undefined {
  const exchange = PREFIXES.find(([digits]) => digits.test(code))?.[1];
  return exchange && tickerFrom(`${exchange}${code}`);
}
