import { z } from 'zod';

const QUOTE_STATES = ['trading', 'suspended', 'delisted', 'retired', 'unlisted'] as const;
export const SESSIONS = ['pre', 'auction', 'open', 'lunch', 'closed'] as const;
const QUOTE_ORIGINS = ['tencent', 'sina', 'eastmoney', 'simulator'] as const;

const amount = z.number().nullable();
const instant = z.iso.datetime();

/** A price with its own time, currency, source and state. Quotes are stored in this form, too. */
export const quoteSchema = z.strictObject({
  /** The listing's official short name, without the blanks by which some exchanges pad it. */
  name: z.string().min(1).max(80),
  englishName: z.string().max(120).optional(),
  /** Null if nothing was traded: suspended, delisted, before the first trade. */
  price: amount,
  previousClose: amount,
  change: amount,
  /** 1.15 means +1.15 %. */
  changePercent: amount,
  open: amount,
  high: amount,
  low: amount,
  /** In shares. Null if the unit of the provider is not known. */
  volume: amount,
  /** In units of `currency`. */
  amount,
  /** ISO 4217. */
  currency: z.string().length(3),
  /** The time of the price, according to the provider. */
  quotedAt: instant,
  fetchedAt: instant,
  source: z.enum(QUOTE_ORIGINS),
  state: z.enum(QUOTE_STATES),
  /** The session of the exchange when the quote was fetched. */
  session: z.enum(SESSIONS),
  /** Older than it should be, because no provider has a newer one. */
  stale: z.boolean(),
});

export type Quote = Readonly<z.infer<typeof quoteSchema>>;
export type QuoteState = Quote['state'];
export type Session = Quote['session'];
