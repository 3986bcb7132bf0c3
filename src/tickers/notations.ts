import { INDEX_NAMES } from './index-names.ts';
import { NOTATION_NAMES, type NotationName, SYSTEMS } from './notation-systems.ts';
import { codeOf, exchangeOf, type Ticker } from './ticker.ts';
import { tickerFromNotation } from './ticker-from-notation.ts';

/** One listing in other systems' spelling; a system that has no spelling for it is left out. */
export type Notations = Readonly<Partial<Record<NotationName, string>>>;

/** How each system spells a ticker. What would be read as another listing is no spelling of this one. */
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
