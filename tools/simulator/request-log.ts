import { type ProviderName, providerNames } from './providers/table.ts';

/** A request to a provider, however it was answered. */
export interface SeenRequest {
  readonly provider: ProviderName;
  /** The request target, unchanged. */
  readonly path: string;
  /** The symbols it asked for, as they were spelled. */
  readonly symbols: readonly string[];
}

/** The load of one provider. */
export type Tally = {
  readonly requests: number;
  /** The number of listings in all requests, repetitions included. */
  readonly tickers: number;
};

/** The load of every provider. */
export type Tallies = Readonly<Record<ProviderName, Tally>>;

/** Counts requests by provider. */
export function tally(requests: readonly SeenRequest[]): Tallies {
  const entries = providerNames.map((name) => {
    const own = requests.filter(({ provider }) => provider === name);
    return [name, { requests: own.length, tickers: own.flatMap(({ symbols }) => symbols).length }] as const;
  });
  return Object.fromEntries(entries) as Tallies;
}
