import { INDEX_NAMES } from './index-names.ts';
import type { Form } from './notation-form.ts';
import { type NotationName, SYSTEMS } from './notation-systems.ts';
import { type Ticker, tickerAt } from './ticker.ts';

/**
 * The listing that `text` is a system's spelling of, the inverse of `notationsOf`: `116.00700` at Eastmoney, `BRK-B` at Yahoo.
 * Variants that only ever are read count too: `rt_hk00700` at Sina, `106.BRK_B` at Eastmoney. Undefined where the
 * spelling does not tell the listing.
 */
export function tickerFromNotation(system: NotationName, text: string): Ticker | undefined {
  const index = INDICES.get(`${system} ${text}`);
  if (index !== undefined) return index;
  for (const form of SYSTEMS[system]) {
    const ticker = readAs(form, text);
    if (ticker !== undefined) return ticker;
  }
  return undefined;
}

const INDICES: ReadonlyMap<string, Ticker> = new Map(
  [...INDEX_NAMES].flatMap(([ticker, names]) =>
    Object.entries(names).map(([system, name]) => [`${system} ${name}`, ticker] as const),
  ),
);

function readAs({ exchange, prefix, suffix, style, covers }: Form, text: string): Ticker | undefined {
  const lowerCase = text.toLowerCase();
  if (!lowerCase.startsWith(prefix.toLowerCase()) || !lowerCase.endsWith(suffix.toLowerCase()))
    return undefined;
  const code = style.read(text.slice(prefix.length, text.length - suffix.length));
  const ticker = code === undefined ? undefined : tickerAt(exchange, code);
  return ticker !== undefined && covers(ticker) ? ticker : undefined;
}
