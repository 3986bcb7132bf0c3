import type { Bar } from '../daily-bars.ts';
import type { MarketRow } from '../market.ts';

/**
 * Unadjusted bars, or bars adjusted for dividends backward from today or forward from the listing.
 */
export type Adjustment = 'none' | 'forward' | 'backward';

/** The dividend of each calendar year, as a fraction of the price. */
const YIELD = 0.02;

/** The first year that pays a dividend. Every later year does. */
const FIRST_YEAR = 1990;

/**
 * Adjusts the prices of a bar: forward, those of last year are 2 % lower. An index pays no
 * dividend.
 */
export function adjusted(bar: Bar, adjustment: Adjustment, { listing, now }: MarketRow): Bar {
  if (adjustment === 'none' || listing.type === 'ZS') return bar;
  const year = Number(bar.date.slice(0, 4));
  const factor =
    adjustment === 'forward'
      ? (1 - YIELD) ** (now.getUTCFullYear() - year)
      : (1 + YIELD) ** (year - FIRST_YEAR);
  const times = (price: number): number => Math.round(price * factor * 1000) / 1000;
  return {
    ...bar,
    previousClose: times(bar.previousClose),
    open: times(bar.open),
    close: times(bar.close),
    high: times(bar.high),
    low: times(bar.low),
  };
}
