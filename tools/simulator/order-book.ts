import { noise, noiseKey } from './noise.ts';
import type { Prices } from './price-walk.ts';

/** One price of the order book and the shares offered at it. Both are 0 if there is no offer. */
export type Level = { readonly price: number; readonly shares: number };

/** The five best prices of each side, best first. */
export type OrderBook = { readonly bids: readonly Level[]; readonly asks: readonly Level[] };

const nobody: Level = { price: 0, shares: 0 };
const depth = [0, 1, 2, 3, 4] as const;

/**
 * Makes an order book around the price, in lots of 100. It is empty for an index and before the
 * first trade.
 */
export function orderBookAround(prices: Prices, symbol: string, seed: number): OrderBook {
  const { limits, decimals } = prices;
  if (limits === null || prices.open === 0)
    return { bids: depth.map(() => nobody), asks: depth.map(() => nobody) };
  const step = 10 ** decimals;
  const key = noiseKey(seed, `${symbol} book ${prices.volume}`);
  const level = (distance: number): Level => {
    const price = (Math.round(prices.price * step) + distance) / step;
    if (price < limits.down || price > limits.up) return nobody;
    return { price, shares: 100 * (1 + Math.floor(2000 * noise(key, distance) ** 3)) };
  };
  return { bids: depth.map((away) => level(-away)), asks: depth.map((away) => level(1 + away)) };
}
