import { INDEX_NAMES } from './index-names.ts';
import { kindOf } from './markets.ts';
import { type Form, NOTATION_NAMES, type NotationName, SYSTEMS } from './notation-systems.ts';
import { codeOf, exchangeOf, type Ticker, tickerAt } from './ticker.ts';

/**
 * One listing in the spellings of other systems. Systems without a spelling for it are left out.
 */
export type Notations = Readonly<Partial<Record<NotationName, string>>>;

/**
 * How each system spells a ticker. Leaves out spellings that the system reads as another listing.
 */
export function notationsOf(ticker: Ticker): Notations {
  const notations: Partial<Record<NotationName, string>> = {};
  for (const system of NOTATION_NAMES) {
    const spelling = INDEX_NAMES.get(ticker)?.[system] ?? spell(ticker, system);
    if (spelling !== undefined && tickerFromNotation(system, spelling) === ticker)
      notations[system] = spelling;
  }
  return notations;
}

function spell(ticker: Ticker, system: NotationName): string | undefined {
  const exchange = exchangeOf(ticker);
  for (const form of SYSTEMS[system]) {
    if (form.isVariant || form.exchange !== exchange || !form.covers(ticker)) continue;
    const written = form.style.write(codeOf(ticker));
    if (written !== undefined) return `${form.prefix}${written}${form.suffix}`;
  }
  return undefined;
}

/**
 * The listing that a system spells `text`, the inverse of {@link notationsOf}: Eastmoney's
 * `116.00700`, Yahoo's `BRK-B`. Also reads variants that are never written, such as Sina's
 * `rt_hk00700`. Undefined if the spelling names no listing.
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

/**
 * The `secid`s under which Eastmoney may have a ticker: `0.000625`, `116.00700`, `100.HSI`. A secid
 * names the American venue and a ticker does not, so `usBRK.B` has three: `105.BRK_B`, `106.BRK_B`,
 * `107.BRK_B`. Empty if Eastmoney has none.
 */
export function secidsOf(ticker: Ticker): readonly string[] {
  const secid = notationsOf(ticker).eastmoney;
  if (secid !== undefined) return [secid];
  if (exchangeOf(ticker) !== 'us' || kindOf(ticker) === 'index') return [];
  const symbol = codeOf(ticker).replace('.', '_');
  return AMERICAN_MARKETS.map((market) => `${market}.${symbol}`);
}

/** Nasdaq, the New York Stock Exchange, and NYSE American with Arca. */
const AMERICAN_MARKETS = ['105', '106', '107'] as const;
