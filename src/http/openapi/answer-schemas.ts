import { z } from 'zod';
import { MAX_FAULTS } from '../../errors.ts';
import { quoteSchema } from '../../quotes/quote.ts';
import {
  articleIdSchema,
  mentionSchema,
  metadataSchema,
  missingSchema,
  resultSchema,
  statusSchema,
  tickerSchema,
  warningSchema,
} from './result-schemas.ts';

const faultSchema = z.strictObject({
  pointer: z
    .string()
    .describe('A JSON Pointer (RFC 6901) to the field at fault, or the name of the parameter or header.'),
  detail: z.string(),
});

export const problemSchema = z
  .strictObject({
    type: z.string().describe('urn:tickerspan:problem: and the code.'),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string().describe('What to change.'),
    code: z.string().describe('For programs to branch on.'),
    requestId: z.string().describe('As X-Request-Id says; the log has it too.'),
    errors: z
      .array(faultSchema)
      .max(MAX_FAULTS)
      .optional()
      .describe('The first errors. `detail` says how many more there are.'),
  })
  .describe('RFC 9457 problem details.');

export const articlesByIdSchema = z.strictObject({
  articles: z.array(z.union([resultSchema, z.strictObject({ id: articleIdSchema, problem: problemSchema })])),
});

/** One finished article in the feed. */
export const summarySchema = z.strictObject({
  cursor: z.string().describe('Of its place in the feed.'),
  id: articleIdSchema,
  revision: z.int().min(1),
  title: z.string().nullable(),
  url: z.string().nullable().describe('Where it was published.'),
  source: z.string().nullable(),
  publishedAt: z.iso.datetime().nullable(),
  enrichedAt: z.iso.datetime(),
  tickers: z
    .array(z.strictObject({ ticker: tickerSchema, name: z.string() }))
    .describe('The companies that it genuinely mentions.'),
  counts: z.strictObject({ mentions: z.int().min(0), genuine: z.int().min(0) }),
});

/** That an article is to be enriched once more. */
export const refreshSchema = z.strictObject({
  id: articleIdSchema,
  status: statusSchema,
  revision: z.int().min(1).describe('The one that can be read until the next is there.'),
  url: z.string(),
});

export const pageSchema = z.strictObject({
  items: z.array(summarySchema).describe('Finished articles, oldest first.'),
  next: z.string().describe('The cursor for `after`; the same when nothing is new.'),
});

export const lineSchema = z
  .strictObject({
    line: z.int().min(1).describe('Which line, or which item of a feed.'),
    status: z.int().describe('As one submission by itself would be answered.'),
    id: articleIdSchema.optional(),
    duplicate: z.boolean().optional(),
    guid: z.string().optional().describe('Of a refused item of a feed: its guid or id.'),
    link: z.string().optional().describe('Of a refused item of a feed: its link.'),
    error: z
      .strictObject({ code: z.string(), detail: z.string(), errors: z.array(faultSchema).optional() })
      .optional()
      .describe('What to change.'),
    retryAfter: z
      .int()
      .min(0)
      .optional()
      .describe('If `status` is 429 or 503: in how many seconds to send the line again.'),
  })
  .describe('One line of the answer to a bulk submission.');

export const explanationSchema = z.strictObject({
  article: metadataSchema,
  candidates: z.array(
    z.union([
      mentionSchema.extend({ mention: z.literal(true) }),
      z.strictObject({
        mention: z.literal(false),
        ticker: tickerSchema,
        dialect: z.string(),
        start: z.int().min(0),
        reason: z.string(),
      }),
    ]),
  ),
  warnings: z.array(warningSchema),
});

export const quotesSchema = z.strictObject({
  quotes: z.record(tickerSchema, quoteSchema),
  missing: z.record(tickerSchema, missingSchema),
});

export const livenessSchema = z.strictObject({ status: z.literal('alive') });

export const readinessSchema = z.strictObject({
  status: z.enum(['ready', 'not ready']),
  redis: z.string(),
  warnings: z.array(z.string()),
  providers: z
    .record(
      z.string(),
      z.strictObject({
        state: z.enum(['closed', 'open', 'not known']),
        until: z.iso.datetime().optional(),
        reason: z.string().optional(),
      }),
    )
    .optional(),
});

const selectorSchema = z.union([
  z.strictObject({
    type: z.literal('TextQuoteSelector'),
    exact: z.string(),
    prefix: z.string(),
    suffix: z.string(),
  }),
  z.strictObject({
    type: z.literal('TextPositionSelector'),
    start: z.int().min(0).describe('Unicode code points into the submitted body, not UTF-16 code units.'),
    end: z.int().min(0),
  }),
]);

export const annotationsSchema = z
  .strictObject({
    '@context': z.literal('http://www.w3.org/ns/anno.jsonld'),
    id: z.string(),
    type: z.literal('AnnotationCollection'),
    label: z.string(),
    total: z.int().min(0),
    first: z.strictObject({
      id: z.string(),
      type: z.literal('AnnotationPage'),
      startIndex: z.int(),
      items: z.array(
        z.strictObject({
          id: z.string(),
          type: z.literal('Annotation'),
          motivation: z.literal('identifying'),
          created: z.iso.datetime().optional(),
          body: z.looseObject({ type: z.literal('SpecificResource'), purpose: z.literal('identifying') }),
          target: z.strictObject({ source: z.string(), selector: z.array(selectorSchema) }),
        }),
      ),
    }),
  })
  .describe('The genuine mentions as W3C Web Annotations of the submitted body, read as plain text.');

export const schemaOrgSchema = z
  .looseObject({
    '@context': z.literal('https://schema.org'),
    '@type': z.literal('NewsArticle'),
    '@id': z.string(),
    mentions: z.array(z.looseObject({ '@type': z.string(), '@id': z.string(), name: z.string() })),
  })
  .describe("The article in schema.org's vocabulary; `mentions` are its companies.");
