import type { Bar } from '../daily-bars.ts';
import type { MarketRow } from '../market.ts';

/** Whether bars are as they were, or recounted for dividends from today back or from the listing on. */
export type Adjustment = 'none' | 'forward' | 'backward';

/** What every calendar year's dividend is worth. */
const YIELD = 0.02;

/** Every calendar year pays; with these dividends the first listings began. */
const FIRST_YEAR = 1990;

/** A bar with its prices adjusted: last year's forward ones are 2 % lower than they were. An index pays nothing. */
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
