import { type Listing, type ListingType, regionOf } from './listings/listing.ts';
import { noise, noiseKey, wave } from './noise.ts';
import { SESSION_MINUTES, type TradingMoment } from './trading-clock.ts';

/**
 * The state of a listing's session at a moment. Prices are in its currency (an index: points); 0
 * means "none yet".
 */
export type Prices = {
  readonly price: number;
  readonly previousClose: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  /** Shares traded since the opening. */
  readonly volume: number;
  /** The value of these trades, in the listing's currency. */
  readonly amount: number;
  /** The price limits of the day. Indices and foreign listings have none. */
  readonly limits: { readonly up: number; readonly down: number } | null;
  /** The number of decimals of the smallest price step. */
  readonly decimals: 2 | 3;
};

type Rules = { readonly decimals: 2 | 3; readonly limitPercent: number | null; readonly agitation: number };

/** The limits since 2020-08-24. `agitation` scales how far the prices of a board move. */
const rules: Record<ListingType, Rules> = {
  'GP-A': { decimals: 2, limitPercent: 10, agitation: 1 },
  'GP-A-KCB': { decimals: 2, limitPercent: 20, agitation: 1.5 },
  'GP-A-CYB': { decimals: 2, limitPercent: 20, agitation: 1.5 },
  GP: { decimals: 2, limitPercent: 30, agitation: 1.5 },
  ETF: { decimals: 3, limitPercent: 10, agitation: 0.5 },
  'GP-ETF': { decimals: 2, limitPercent: null, agitation: 0.5 },
  ZS: { decimals: 2, limitPercent: null, agitation: 0.4 },
};

const rulesOf = ({ type, symbol }: Listing): Rules =>
  type === 'GP' && regionOf(symbol) !== 'mainland'
    ? { decimals: 2, limitPercent: null, agitation: 1.2 }
    : rules[type];

/** The average price of an index's members, so that its amount is not a multiple of its points. */
const MEMBER_PRICE = 15;

/**
 * Returns plausible prices at a moment. The same seed, listing and moment give the same prices. The
 * close of a session is the previous close of the next one, and the exchange's rules hold at every
 * second (limits, price steps, low ≤ price ≤ high).
 */
export function walkPrice(listing: Listing, moment: TradingMoment, seed: number): Prices {
  const { decimals, limitPercent } = rulesOf(listing);
  const step = 10 ** decimals;
  if (listing.state !== 'trading') return standstill(listing, rulesOf(listing));
  const previousClose = closingSteps(listing, moment.session - 1, seed);
  const limits = limitSteps(previousClose, limitPercent);
  const path = pathSteps(listing, moment, seed, previousClose, limits);
  const { volume, amountSteps } = tradesAlong(path, listing, moment, seed);
  const yuanPerStep = listing.type === 'ZS' ? MEMBER_PRICE / listing.referencePrice / step : 1 / step;
  return {
    price: (path.at(-1) ?? previousClose) / step,
    previousClose: previousClose / step,
    open: (path[0] ?? previousClose) / step,
    high: Math.max(...path) / step,
    low: Math.min(...path) / step,
    volume,
    amount: amountSteps * yuanPerStep,
    limits: limitPercent === null ? null : { up: limits.up / step, down: limits.down / step },
    decimals,
  };
}

function standstill({ state, referencePrice }: Listing, { decimals, limitPercent }: Rules): Prices {
  const step = 10 ** decimals;
  const price = state === 'delisted' ? 0 : Math.round(referencePrice * step);
  const { up, down } = limitSteps(price, limitPercent);
  return {
    price: price / step,
    previousClose: price / step,
    open: 0,
    high: 0,
    low: 0,
    volume: 0,
    amount: 0,
    limits: state === 'suspended' && limitPercent !== null ? { up: up / step, down: down / step } : null,
    decimals,
  };
}

/**
 * Rounds half up to whole steps, and to at least one step from the previous close, as the
 * exchanges' rules say.
 */
function limitSteps(previousClose: number, percent: number | null): { up: number; down: number } {
  if (percent === null) return { up: Number.POSITIVE_INFINITY, down: 1 };
  const up = Math.floor((previousClose * (100 + percent) + 50) / 100);
  const down = Math.floor((previousClose * (100 - percent) + 50) / 100);
  return { up: Math.max(up, previousClose + 1), down: Math.max(1, Math.min(down, previousClose - 1)) };
}

/**
 * The close of a session. Consecutive closes differ by at most 3.5 % of the reference price ×
 * agitation.
 */
function closingSteps(listing: Listing, session: number, seed: number): number {
  const { decimals, agitation } = rulesOf(listing);
  const key = noiseKey(seed, `${listing.symbol} closes`);
  const drift =
    0.1 * wave(key, session / 60) + 0.04 * wave(key + 1, session / 11) + 0.012 * wave(key + 2, session);
  return Math.max(1, Math.round(listing.referencePrice * 10 ** decimals * (1 + agitation * drift)));
}

/**
 * The prices at every whole minute up to the moment, then at the moment itself. Between minutes the
 * price is linear, so these contain every high and low so far.
 */
function pathSteps(
  listing: Listing,
  { session, minute }: TradingMoment,
  seed: number,
  previousClose: number,
  limits: { readonly up: number; readonly down: number },
): readonly number[] {
  const { agitation } = rulesOf(listing);
  const key = noiseKey(seed, `${listing.symbol} session ${session}`);
  const open = previousClose * (1 + 0.006 * agitation * wave(key, 0));
  const close = closingSteps(listing, session, seed);
  const stepsAt = (whole: number): number => {
    const straight = open + ((close - open) * whole) / SESSION_MINUTES;
    const calm = Math.min(1, whole / 20, (SESSION_MINUTES - whole) / 20);
    const swing = 0.7 * wave(key + 1, whole / 30) + 0.3 * wave(key + 2, whole / 5);
    const steps = Math.round(straight + previousClose * 0.02 * agitation * calm * swing);
    return Math.min(limits.up, Math.max(limits.down, steps));
  };
  const wholeMinutes = Math.floor(minute);
  const path = Array.from({ length: wholeMinutes + 1 }, (_, whole) => stepsAt(whole));
  if (minute === wholeMinutes) return path;
  const last = path[wholeMinutes] ?? previousClose;
  return [...path, Math.round(last + (stepsAt(wholeMinutes + 1) - last) * (minute - wholeMinutes))];
}

/** Each share is traded at the price of its minute, so the average is between low and high. */
function tradesAlong(
  path: readonly number[],
  listing: Listing,
  { session, minute }: TradingMoment,
  seed: number,
): { readonly volume: number; readonly amountSteps: number } {
  const turnover = 0.002 + 0.018 * noise(noiseKey(seed, `${listing.symbol} turnover`), session);
  const volumeBy = (until: number): number => Math.floor(listing.shares * turnover * tradedPart(until));
  let volume = volumeBy(0);
  let amountSteps = volume * (path[0] ?? 0);
  path.forEach((steps, whole) => {
    const traded = volumeBy(Math.min(whole + 1, minute)) - volume;
    if (traded <= 0) return;
    volume += traded;
    amountSteps += traded * steps;
  });
  return { volume, amountSteps };
}

/**
 * The fraction of a day's volume traded by a minute: 2 % in the opening auction, then more at both
 * ends than at noon.
 */
function tradedPart(minute: number): number {
  const half = SESSION_MINUTES / 2;
  const busy = minute + (0.5 * ((minute - half) ** 3 + half ** 3)) / half ** 2;
  return 0.02 + 0.98 * (busy / (1.5 * SESSION_MINUTES));
}
