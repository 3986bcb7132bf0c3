import { type Ticker, tickerFrom } from '../tickers/ticker.ts';
import type { Claim, OpenTag } from './dialect.ts';

/** The quote pages of one site whose address has one form. */
export interface QuotePages {
  readonly address: RegExp;
  read(code: string): Ticker | undefined;
}

/**
 * The pages at `//host path`, by http, https or the page's own scheme; what follows in the address is a query or fragment.
 *
 * @param host the whole name; no other host is taken, also none that only begins or ends with it.
 * @param path the source of a regular expression, case-sensitive, whose only group is the code.
 * @param read the ticker of a code.
 */
export function quotePages(
  host: string,
  path: string,
  read: (code: string) => Ticker | undefined = tickerFrom,
): QuotePages {
  const address = new RegExp(`^\\s*(?:[hH][tT]{2}[pP][sS]?:)?//${inAnyCase(host)}${path}(?:[?#]|\\s*$)`);
  return { address, read };
}

/** The source of a regular expression for a literal of which the letters may be in either case, as those of a host may. */
export function inAnyCase(literal: string): string {
  return literal.replace(/[a-z]|[^a-z0-9/]/g, (character) =>
    /[a-z]/.test(character) ? `[${character}${character.toUpperCase()}]` : `\\${character}`,
  );
}

/** The ticker whose quote page an address leads to. */
export function tickerBehind(href: string | undefined, pages: readonly QuotePages[]): Ticker | undefined {
  if (href === undefined) return undefined;
  for (const { address, read } of pages) {
    const code = address.exec(href)?.[1];
    if (code !== undefined) return read(code);
  }
  return undefined;
}

/** Claims for a mention each anchor that leads to a quote page. */
export function claimOfLink({ name, attributes }: OpenTag, pages: readonly QuotePages[]): Claim | undefined {
  const ticker = name === 'a' ? tickerBehind(attributes.get('href'), pages) : undefined;
  return ticker && { role: 'mention', ticker };
}

/** The ticker of a US symbol: `BABA`, `brk.a`, `.IXIC`. */
export function tickerOfUsSymbol(symbol: string): Ticker | undefined {
  return tickerFrom(`us${symbol}`);
}

/** The ticker of a Hong Kong code without its prefix: `00700`, the index `HSI`. */
export function tickerOfHkCode(code: string): Ticker | undefined {
  return tickerFrom(`hk${code}`);
}
