import type { ReadQuote } from '../../../src/quotes/provider.ts';
import { kindOf, marketOf } from '../../../src/tickers/markets.ts';
import type { Ticker } from '../../../src/tickers/ticker.ts';
import type { RawCells } from './raw-cells.ts';

/**
 * Returns what is wrong with a quote, according to its own figures and to the row it was parsed
 * from. Empty if nothing is.
 */
export function faultsOfQuote(ticker: Ticker, quote: ReadQuote, raw: RawCells): readonly string[] {
  return [
    ...cellFaults(quote, raw),
    ...changeFaults(quote, raw),
    ...rangeFaults(ticker, quote),
    ...clockFaults(ticker, quote, raw),
  ];
}

function cellFaults(quote: ReadQuote, raw: RawCells): readonly string[] {
  const stated = { ...raw, price: quote.state === 'trading' ? raw.price : null };
  return (['price', 'previousClose', 'open', 'high', 'low'] as const)
    .filter((field) => quote[field] !== stated[field])
    .map((field) => `${field} is ${quote[field]}, but the row has ${stated[field]}`);
}

function changeFaults(quote: ReadQuote, raw: RawCells): readonly string[] {
  const { price, previousClose, change, changePercent } = quote;
  if (price === null || previousClose === null)
    return change === null && changePercent === null ? [] : ['a change without a price'];
  if (change === null || changePercent === null) return ['a price without a change'];
  // Providers round, and some round to other digits than those of the price.
  const equations: readonly (readonly [
    what: string,
    stated: number | null,
    is: number,
    tolerance: number,
  ])[] = [
    [`${price} - ${previousClose}`, price - previousClose, change, 0.0001],
    [`per cent of ${previousClose}`, (change / previousClose) * 100, changePercent, 0.01],
    ['the change that the row states', raw.change, change, 0.0051],
    ['the per cent that the row states', raw.changePercent, changePercent, 0.011],
  ];
  return equations
    .filter(([, stated, is, tolerance]) => stated !== null && Math.abs(stated - is) > tolerance)
    .map(([what, stated, is]) => `${what} is ${stated}, not ${is}`);
}

function rangeFaults(ticker: Ticker, { price, low, high, volume, amount }: ReadQuote): readonly string[] {
  if (low === null || high === null) return [];
  const faults: string[] = [];
  if (low > high || (price !== null && (price < low || price > high)))
    faults.push(`${price} is not between ${low} and ${high}`);
  if (kindOf(ticker) === 'index' || !volume || amount === null) return faults;
  // Allow one percent for trades outside the session, which count for volume but not for high and
  // low.
  const paid = amount / volume;
  if (paid < low * 0.99 || paid > high * 1.01)
    faults.push(`${amount} for ${volume} shares is ${paid.toFixed(3)} a share, not ${low} to ${high}`);
  return faults;
}

/**
 * The exchange's local time at the quote's instant, by the runtime's own time zones, must equal the
 * time in the row.
 */
function clockFaults(ticker: Ticker, { quotedAt }: ReadQuote, raw: RawCells): readonly string[] {
  const { zone } = marketOf(ticker);
  if (raw.clock === '' || zone === null) return [];
  const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
    .format(new Date(quotedAt))
    .replaceAll(/\D/g, '');
  const clock = raw.clockHasYear ? shown : shown.slice(4);
  return clock.startsWith(raw.clock) ? [] : [`${quotedAt} is ${clock} there, but the row has ${raw.clock}`];
}
