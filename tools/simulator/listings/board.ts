import type { Listing, ListingState, ListingType } from './listing.ts';

/**
 * Symbol, short name, reference price, shares in hundred millions, and fields that only some
 * listings have.
 */
export type Entry = readonly [
  symbol: string,
  name: string,
  referencePrice: number,
  hundredMillions: number,
  rest?: Pick<Listing, 'englishName' | 'venue' | 'listedOn' | 'lastTradedOn'>,
];

/** The listings of one kind and state. */
export const board = (
  type: ListingType,
  entries: readonly Entry[],
  state: ListingState = 'trading',
): readonly Listing[] =>
  entries.map(([symbol, name, referencePrice, hundredMillions, rest]) => ({
    symbol,
    name,
    type,
    referencePrice,
    shares: Math.round(hundredMillions * 1e8),
    state,
    ...rest,
  }));
