import { type Ticker, tickerFrom } from '../tickers/ticker.ts';
import type { Claim, OpenTag } from './dialect.ts';

/** The quote pages of a site whose addresses have the same form. */
export interface QuotePages {
  readonly address: RegExp;
  read(code: string): Ticker | undefined;
}

/**
 * Describes the pages at `//host path`, with `http:`, `https:` or no scheme. A query or fragment
 * may follow.
 *
 * @param host the whole host name. Hosts that only start or end with it do not match.
 * @param path the source of a case-sensitive regular expression, whose only group is the code.
 * @param read returns the ticker of a code.
 */
export function quotePages(
  host: string,
  path: string,
  read: (code: string) => Ticker | undefined = tickerFrom,
): QuotePages {
  const address = new RegExp(`^\\s*(?:[hH][tT]{2}[pP][sS]?:)?//${inAnyCase(host)}${path}(?:[?#]|\\s*$)`);
  return { address, read };
}

/**
 * Returns the source of a regular expression that matches a literal in upper or lower case, as host
 * names may be written.
 */
export function inAnyCase(literal: string): string {
  return literal.replace(/[a-z]|[^a-z0-9/]/g, (character) =>
    /[a-z]/.test(character) ? `[${character}${character.toUpperCase()}]` : `\\${character}`,
  );
}

/** Returns the ticker whose quote page an address leads to. */
export function tickerBehind(href: string | undefined, pages: readonly QuotePages[]): Ticker | undefined {
  if (href === undefined) return undefined;
  for (const { address, read } of pages) {
    const code = address.exec(href)?.[1];
    if (code !== undefined) return read(code);
  }
  return undefined;
}

/** Claims each anchor that leads to a quote page as a mention. */
export function claimOfLink({ name, attributes }: OpenTag, pages: readonly QuotePages[]): Claim | undefined {
  const ticker = name === 'a' ? tickerBehind(attributes.get('href'), pages) : undefined;
  return ticker && { role: 'mention', ticker };
}

/**
 * The ids of a linker's spans. Each pattern is anchored at both ends, and its only group is the
 * code.
 */
export interface SpanIds {
  readonly mention: RegExp;
  readonly quote: RegExp;
}

/** Claims a span by its id, as a mention or as the placeholder for a quote. */
export function claimOfId(
  { name, attributes }: OpenTag,
  ids: SpanIds,
  read: (code: string) => Ticker | undefined = tickerFrom,
): Claim | undefined {
  const id = name === 'span' ? attributes.get('id') : undefined;
  if (id === undefined) return undefined;
  return (
    claimOf('mention', ids.mention.exec(id)?.[1], read) ?? claimOf('quote', ids.quote.exec(id)?.[1], read)
  );
}

function claimOf(
  role: Claim['role'],
  code: string | undefined,
  read: (code: string) => Ticker | undefined,
): Claim | undefined {
  const ticker = code === undefined ? undefined : read(code);
  return ticker && { role, ticker };
}

/** Returns the ticker of a US symbol: `BABA`, `brk.a`, `.IXIC`. */
export function tickerOfUsSymbol(symbol: string): Ticker | undefined {
  return tickerFrom(`us${symbol}`);
}

/** Returns the ticker of a Hong Kong code without its prefix: `00700`, the index `HSI`. */
export function tickerOfHkCode(code: string): Ticker | undefined {
  return tickerFrom(`hk${code}`);
}
