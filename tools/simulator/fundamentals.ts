import type { MarketRow } from './market.ts';
import { noise, noiseKey } from './noise.ts';

/** Key figures of a listing. They change only as the price changes. */
export type Fundamentals = {
  readonly isCompany: boolean;
  readonly earningsPerShare: number;
  readonly priceToEarnings: number;
  readonly priceToBook: number;
  /** In the listing's currency; 0 for an index. */
  readonly capital: number;
  readonly yearHigh: number;
  readonly yearLow: number;
};

/**
 * Makes up consistent figures: the ratio is price over earnings, the capital is shares times price.
 */
export function fundamentalsOf({ listing, prices }: MarketRow): Fundamentals {
  const { symbol, type, referencePrice, shares } = listing;
  const isCompany = !/ETF|ZS/.test(type);
  const key = noiseKey(0, symbol);
  const earningsPerShare = isCompany ? referencePrice / (8 + 40 * noise(key, 39)) : 0;
  return {
    isCompany,
    earningsPerShare,
    priceToEarnings: isCompany ? prices.price / earningsPerShare : 0,
    priceToBook: isCompany ? (prices.price / referencePrice) * (0.5 + 6 * noise(key, 46)) : 0,
    capital: type === 'ZS' ? 0 : prices.price * shares,
    yearHigh: Math.max(prices.high, 1.3 * referencePrice),
    yearLow: 0.7 * referencePrice,
  };
}
