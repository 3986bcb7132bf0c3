import { z } from 'zod';
import { boardOf, isMainland, kindOf } from '../../../tickers/markets.ts';
import type { Ticker } from '../../../tickers/ticker.ts';
import type { ReadQuote } from '../../provider.ts';
import type { QuoteState } from '../../quote.ts';
import { numberIn, priceIn } from '../../row-fields.ts';
import { quantityIn, quoteOfRow, sharesIn } from '../../row-quote.ts';
import { sessionAt } from '../../trading-sessions.ts';

/** A number, or a dash if there is none. As text, so that both are read in the same way. */
const cell = z.union([z.number(), z.string()]).transform(String).optional();

/** Volume f5, amount f6 (listing's currency), code f12, market f13, name f14, Unix seconds f124. */
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
    // The unit of foreign indices is not known.
    amount: kindOf(ticker) === 'index' && !isMainland(ticker) ? null : quantityIn(row.f6),
    quotedAt: quotedAt?.toISOString() ?? null,
    state: stateOf(ticker, row, { quotedAt, fetchedAt }),
  });
}

/** Volumes of the mainland are in lots of 100. The unit for the STAR market is not documented. */
function volumeIn(ticker: Ticker, row: EastmoneyRow): number | null {
  if (boardOf(ticker) === 'star') return null;
  if (isMainland(ticker)) return sharesIn(ticker, row.f5, 100);
  const shares = sharesIn(ticker, row.f5, 1);
  return shares === null || isInShares(shares, row) ? shares : null;
}

/** Whether a volume is in shares: then the average price lies within the day's prices. */
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
 * Eastmoney does not mark suspensions. The prices of a suspended listing are dashes, as before the
 * first trade, and its time is the morning, when the rows of the day were made. If trading has
 * begun and a row has not changed, it is suspended.
 */
function stateOf(ticker: Ticker, { f2 }: EastmoneyRow, { quotedAt, fetchedAt }: Times): QuoteState {
  if (quotedAt === null || priceIn(f2) !== null) return 'trading';
  const hasBegun = !['pre', 'auction'].includes(sessionAt(ticker, fetchedAt));
  return hasBegun && sessionAt(ticker, quotedAt) === 'pre' ? 'suspended' : 'trading';
}

/** Accepts Unix seconds of the years 2000 to 2099. */
function instantOf(seconds: string | undefined): Date | null {
  const value = numberIn(seconds) ?? 0;
  return value > 946_684_800 && value < 4_102_444_800 ? new Date(value * 1000) : null;
}
