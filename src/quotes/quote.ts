import { z } from 'zod';

export const QUOTE_STATES = ['trading', 'suspended', 'delisted', 'retired', 'unlisted'] as const;
export const SESSIONS = ['pre', 'auction', 'open', 'lunch', 'closed'] as const;
export const QUOTE_ORIGINS = ['tencent', 'sina', 'eastmoney', 'simulator'] as const;

const amount = z.number().nullable();
const instant = z.iso.datetime();

/**
 * A price with its own time, currency, source and state. Also the form in which quotes lie in the cache: an entry
 * that does not parse is a miss.
 */
export const quoteSchema = z.strictObject({
  /** The listing's official short name, without the blanks that some exchanges pad it with. */
  name: z.string().min(1).max(80),
  englishName: z.string().max(120).optional(),
  /** null when nothing was traded: suspended, delisted, before the first trade. */
  price: amount,
  previousClose: amount,
  change: amount,
  /** 1.15 is +1.15 %. */
  changePercent: amount,
  open: amount,
  high: amount,
  low: amount,
  /** In shares; null where the provider states no known unit. */
  volume: amount,
  /** In units of `currency`. */
  amount,
  /** ISO 4217. */
  currency: z.string().length(3),
  /** When the price was made, as the provider says. */
  quotedAt: instant,
  fetchedAt: instant,
  source: z.enum(QUOTE_ORIGINS),
  state: z.enum(QUOTE_STATES),
  /** What the exchange was doing when the quote was fetched. */
  session: z.enum(SESSIONS),
  /** Older than it ought to be: kept because no provider answered. */
  stale: z.boolean(),
});

export type Quote = Readonly<z.infer<typeof quoteSchema>>;
export type QuoteState = Quote['state'];
export type Session = Quote['session'];
