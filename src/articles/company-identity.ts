import { marketOf, type TickerKind } from '../tickers/markets.ts';
import { codeOf, type Ticker } from '../tickers/ticker.ts';
import type { Company } from './article.ts';

/** The IRI of a listing, the same in every article. */
export function listingIri(ticker: Ticker): string {
  return `urn:tickerspan:ticker:${encodeURIComponent(ticker)}`;
}

/** The IRI of a submitted article. */
export function articleIri(id: string): string {
  return `urn:tickerspan:article:${id}`;
}

/** The schema.org type of each kind. Currencies, futures and indices have no type of their own. */
export const SCHEMA_TYPES: Readonly<Record<TickerKind, string>> = {
  company: 'Corporation',
  fund: 'InvestmentFund',
  bond: 'FinancialProduct',
  forex: 'FinancialProduct',
  futures: 'FinancialProduct',
  index: 'Thing',
};

/**
 * Returns schema.org's `tickerSymbol` of a company: the market identifier code if known, a space
 * and the code. Other kinds have none.
 */
export function tickerSymbol({ ticker, kind }: Pick<Company, 'ticker' | 'kind'>): string | undefined {
  if (kind !== 'company') return undefined;
  const { mic } = marketOf(ticker);
  return mic === null ? codeOf(ticker) : `${mic} ${codeOf(ticker)}`;
}

/** Returns the pages about a listing. */
export function pagesOf({ links }: Pick<Company, 'links'>): readonly string[] {
  return Object.values(links).filter((link) => link !== null);
}
