import { type ProviderName, providerNames } from './providers/table.ts';

/** A request a provider got, whether answered well or not. */
export interface SeenRequest {
  readonly provider: ProviderName;
  /** The request target as it came. */
  readonly path: string;
  /** What it asked for, as it was spelt. */
  readonly symbols: readonly string[];
}

/** How much a provider was asked. */
export type Tally = {
  readonly requests: number;
  /** Listings asked for, over all requests, each time anew. */
  readonly tickers: number;
};

/** What every provider was asked. */
export type Tallies = Readonly<Record<ProviderName, Tally>>;

/** Counts requests by provider. */
export function tally(requests: readonly SeenRequest[]): Tallies {
  const entries = providerNames.map((name) => {
    const own = requests.filter(({ provider }) => provider === name);
    return [name, { requests: own.length, tickers: own.flatMap(({ symbols }) => symbols).length }] as const;
  });
  return Object.fromEntries(entries) as Tallies;
}
