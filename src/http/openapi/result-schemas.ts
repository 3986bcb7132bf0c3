import { z } from 'zod';
import { MAX_LATER_EVIDENCE } from '../../articles/article.ts';
import { WARNING_CODES } from '../../articles/warning.ts';
import { quoteSchema } from '../../quotes/quote.ts';
import { LINK_SITES } from '../../tickers/company-links.ts';
import { NOTATION_NAMES } from '../../tickers/notation-systems.ts';

export const articleIdSchema = z
  .string()
  .regex(/^a_[a-z2-7]{26}$/)
  .describe('Content-addressed: the same submission has the same id.');
export const tickerSchema = z
  .string()
  .min(1)
  .describe('A listing: sz000625, sh600519, bj920118, hk00700, usBABA, the index sh000300.');
const instant = z.iso.datetime().describe('UTC.');
const known = z.string().nullable();
const offset = z
  .int()
  .min(0)
  .describe('UTF-16 code units into the submitted body; of a Hexo post, what follows its front matter.');

export const statusSchema = z.enum(['queued', 'processing', 'enriched', 'failed']);

export const evidenceSchema = z.strictObject({
  signal: z.string(),
  weight: z.number().describe('What it adds to the log-odds of being genuine; negative speaks against.'),
  detail: z.string(),
});

export const mentionSchema = z.strictObject({
  ticker: tickerSchema,
  text: z.string().describe('The name as a reader sees it.'),
  start: offset,
  end: offset,
  dialect: z.string().describe("The publisher's way of embedding it, or how else it was found."),
  first: z.boolean().describe("Whether it is the article's first mention of its ticker."),
  genuine: z.boolean().describe('Whether confidence reaches MIN_CONFIDENCE.'),
  confidence: z.number().min(0).max(1).describe('The probability that the listed company is meant.'),
  evidence: z
    .array(evidenceSchema)
    .describe(
      `Why, the weightiest reason first. A result has it for the first mention of each ticker and for ${MAX_LATER_EVIDENCE} others; for more it is empty, and \`POST /v1/explain\` has it.`,
    ),
});

export const missingSchema = z
  .enum(['unknown', 'upstream-error', 'unsupported'])
  .describe(
    'Why there is no quote: no provider knows it, none could be asked, or its kind is quoted by none.',
  );

export const companySchema = z.strictObject({
  ticker: tickerSchema,
  name: z.string(),
  market: known.describe('ISO 10383; null where the venue is not known.'),
  kind: z.enum(['company', 'index', 'fund', 'bond', 'forex', 'futures']),
  mentions: z.int().min(1).describe('How many genuine mentions of it the article has.'),
  notations: z.partialRecord(z.enum(NOTATION_NAMES), z.string()),
  links: z.record(z.enum(LINK_SITES), z.url().nullable()),
  quote: quoteSchema.nullable(),
  missing: missingSchema.optional(),
  publicationClose: z
    .strictObject({
      date: z.iso.date().describe('At the exchange.'),
      close: z.number(),
      changeSince: z.number().nullable().describe('In percent, to the price of the quote.'),
    })
    .optional()
    .describe('The last closing price known when the article was published.'),
});

export const warningSchema = z
  .strictObject({
    code: z.enum(WARNING_CODES),
    detail: z.string(),
    ticker: tickerSchema.optional(),
    start: offset.optional(),
  })
  .describe('Something about the article that whoever scraped it may want to look at.');

export const metadataSchema = z.strictObject({
  title: known,
  url: known,
  source: known,
  author: known,
  publishedAt: instant.nullable(),
  externalId: known,
  format: z.enum(['html', 'markdown']),
});

export const resultSchema = z.strictObject({
  id: articleIdSchema,
  status: statusSchema,
  revision: z.int().min(1),
  duplicate: z.boolean().optional().describe('In the answer to a submission: whether it was known already.'),
  receivedAt: instant,
  enrichedAt: instant.nullable(),
  expiresAt: instant,
  article: metadataSchema.extend({
    sha256: z
      .string()
      .regex(/^[\da-f]{64}$/)
      .describe('Of the submitted body as UTF-8.'),
  }),
  body: known.describe('The annotated body; null until it is enriched.'),
  mentions: z.array(mentionSchema).describe('Every mention, genuine or not, in the order of the text.'),
  companies: z.array(companySchema).describe('The tickers of the genuine mentions, once each.'),
  warnings: z
    .array(warningSchema)
    .describe(
      'What whoever scraped the article may want to look at, such as metadata that was left out. `too-many-mentions`: the end of the article was left as it came.',
    ),
  problem: z.strictObject({ code: z.string(), detail: z.string() }).optional().describe('Why it failed.'),
});

export const receiptSchema = z.strictObject({
  id: articleIdSchema,
  status: statusSchema,
  duplicate: z.boolean().describe('Whether it was known already.'),
  url: z.string().describe('Where it can be read.'),
});
