import { z } from 'zod';
import { boardOf, isMainland, kindOf } from '../../../tickers/markets.ts';
import type { Ticker } from '../../../tickers/ticker.ts';
import type { ReadQuote } from '../../provider.ts';
import type { QuoteState } from '../../quote.ts';
import { numberIn, priceIn } from '../../row-fields.ts';
import { quantityIn, quoteOfRow, sharesIn } from '../../row-quote.ts';
import { sessionAt } from '../../trading-sessions.ts';

/** A number, or a dash where there is none; as text, for both are read alike. */
const cell = z.union([z.number(), z.string()]).transform(String).optional();

/** Volume f5, amount f6 (in the listing's currency), code f12, market f13, name f14, Unix seconds f124. */
export const eastmoneyRowSchema = z.object({
  f2: cell,
  f5: cell,
  f6: cell,
  f12: z.string(),
  f13: z.union([z.number(), z.string()]),
  f14: z.string().optional(),
  f15: cell,
  f16: cell,
  f17: cell,
  f18: cell,
  f124: cell,
});
export type EastmoneyRow = z.infer<typeof eastmoneyRowSchema>;

export function quoteOfEastmoneyRow(
  ticker: Ticker,
  row: EastmoneyRow,
  fetchedAt: Date,
): ReadQuote | undefined {
  const quotedAt = instantOf(row.f124);
  return quoteOfRow(ticker, {
    name: row.f14,
    price: row.f2,
    previousClose: row.f18,
    open: row.f17,
    high: row.f15,
    low: row.f16,
    volume: volumeIn(ticker, row),
    // In which unit it counts foreign indices is not known.
    amount: kindOf(ticker) === 'index' && !isMainland(ticker) ? null : quantityIn(row.f6),
    quotedAt: quotedAt?.toISOString() ?? null,
    state: stateOf(ticker, row, { quotedAt, fetchedAt }),
  });
}

/** The mainland counts lots of 100, but nobody has said how it counts the STAR market. */
function volumeIn(ticker: Ticker, row: EastmoneyRow): number | null {
  if (boardOf(ticker) === 'star') return null;
  if (isMainland(ticker)) return sharesIn(ticker, row.f5, 100);
  const shares = sharesIn(ticker, row.f5, 1);
  return shares === null || isInShares(shares, row) ? shares : null;
}

/** Whether a volume is in shares, as American ones are known to be: then what was paid for one lies within the day's prices. */
function isInShares(volume: number, { f6, f15, f16 }: EastmoneyRow): boolean {
  const [amount, high, low] = [quantityIn(f6), priceIn(f15), priceIn(f16)];
  if (volume === 0) return true;
  if (amount === null || high === null || low === null) return false;
  return amount / volume > low * 0.95 && amount / volume < high * 1.05;
}

interface Times {
  readonly quotedAt: Date | null;
  readonly fetchedAt: Date;
}

/**
 * It has no word for a suspension: prices are dashes then, as they are before the first trade, and the time is that of the
 * morning when the day's rows were made. Once trading has begun, a row that still is as it was made is suspended.
 */
function stateOf(ticker: Ticker, { f2 }: EastmoneyRow, { quotedAt, fetchedAt }: Times): QuoteState {
  if (quotedAt === null || priceIn(f2) !== null) return 'trading';
  const hasBegun = !['pre', 'auction'].includes(sessionAt(ticker, fetchedAt));
  return hasBegun && sessionAt(ticker, quotedAt) === 'pre' ? 'suspended' : 'trading';
}

/** Of Unix seconds between the years 2000 and 2100. */
function instantOf(seconds: string | undefined): Date | null {
  const value = numberIn(seconds) ?? 0;
  return value > 946_684_800 && value < 4_102_444_800 ? new Date(value * 1000) : null;
}
