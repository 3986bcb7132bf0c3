import { z } from 'zod';
import { evidenceSchema } from '../mentions/mention.ts';
import { quoteSchema } from '../quotes/quote.ts';
import { missingReasonSchema } from '../quotes/quote-source.ts';
import { LINK_SITES } from '../tickers/company-links.ts';
import { TICKER_KINDS } from '../tickers/markets.ts';
import { NOTATION_NAMES } from '../tickers/notation-systems.ts';
import { tickerSchema } from '../tickers/ticker.ts';
import { offsetSchema } from './warning.ts';

export const formatSchema = z.enum(['html', 'markdown']);

const known = z.string().nullable();

/**
 * What is known about an article besides its text; a field is null if the submission does not say.
 */
export const metadataSchema = z.strictObject({
  title: known,
  url: known,
  source: known.describe('The site or feed it was scraped from, or the medium that its page names.'),
  author: known,
  publishedAt: z.iso.datetime().nullable().describe('UTC.'),
  externalId: known.describe("The scraper's own id for the article."),
});

/**
 * How many mentions besides the first one of each ticker carry their evidence in a result. A long
 * article repeats the same reasons; `POST /v1/explain` has all of them.
 */
export const MAX_LATER_EVIDENCE = 100;

/** A mention as a result lists it. */
export const listedMentionSchema = z.strictObject({
  ticker: tickerSchema,
  text: z.string().describe('The name as a reader sees it.'),
  start: offsetSchema,
  end: offsetSchema,
  dialect: z.string().describe("The publisher's way of embedding it, or how else it was found."),
  first: z.boolean().describe("Whether it is the article's first mention of its ticker."),
  genuine: z.boolean().describe('Whether the confidence is at least MIN_CONFIDENCE.'),
  confidence: z.number().min(0).max(1).describe('The probability that the listed company is meant.'),
  evidence: z
    .array(evidenceSchema)
    .describe(
      `The reasons, the strongest first. A result has them for the first mention of each ticker and for ${MAX_LATER_EVIDENCE} others. The list is empty for the rest; \`POST /v1/explain\` returns all.`,
    ),
});

export const publicationCloseSchema = z
  .strictObject({
    date: z.iso.date().describe('At the exchange.'),
    close: z.number().describe('Not adjusted for later dividends and splits.'),
    changeSince: z
      .number()
      .nullable()
      .describe('From this price to the price of the quote, in percent. null: the quote has no price.'),
  })
  .describe('The last closing price that was known when the article was published.');

/** A ticker that an article genuinely mentions. */
export const companySchema = z.strictObject({
  ticker: tickerSchema,
  name: z.string().describe('The official short name if a quote has it, else the name in the article.'),
  market: known.describe('ISO 10383; null if the venue is not known.'),
  kind: z.enum(TICKER_KINDS),
  mentions: z.int().min(1).describe('How many genuine mentions of it the article has.'),
  notations: z.partialRecord(z.enum(NOTATION_NAMES), z.string()),
  links: z.record(z.enum(LINK_SITES), z.url().nullable()),
  quote: quoteSchema.nullable(),
  missing: missingReasonSchema.exactOptional(),
  publicationClose: publicationCloseSchema.exactOptional(),
});
