import { z } from 'zod';
import { articleIdSchema } from './result-schemas.ts';

const count = z.int().min(0);
const sourceSchema = z.string().nullable().describe('null: the submissions did not say.');

const tally = {
  accepted: count,
  enriched: count,
  failed: count,
  expired: count,
  deleted: count,
  lost: count.describe(
    'In the ledger, but nothing was stored of them any more when tickerspan reconcile looked.',
  ),
  duplicates: count.describe('Submitted once more, and not among those accepted.'),
  inFlight: count.describe('Accepted, and not ended.'),
  imbalance: z.int().describe('Accepted, and neither ended nor in flight: 0 if the ledger balances.'),
};

export const ledgerTotalsSchema = z
  .strictObject({
    ...tally,
    oldestInFlightAt: z.iso.datetime().nullable().describe('Since when the oldest is in flight.'),
  })
  .describe('Of all time.');

export const ledgerRowSchema = z
  .strictObject({
    hour: z.iso.datetime().describe('Its beginning.'),
    source: sourceSchema.describe(
      'null: the submissions did not say; `(others)`: sources beyond the number that an hour keeps apart.',
    ),
    ...tally,
  })
  .describe('What was accepted from one source in one hour, and what became of it.');

export const driftSchema = z
  .strictObject({
    source: sourceSchema,
    dialect: z.string(),
    usual: z.number().min(0).describe('Mentions in an article before it began.'),
    recent: z.number().min(0).describe('Mentions in an article now.'),
    since: z.iso.datetime(),
    articles: count.describe('How many have come from the source since then.'),
  })
  .describe('A source whose articles hold far fewer mentions of a dialect than they used to.');

export const ledgerSchema = z.strictObject({
  balanced: z.boolean().describe('Whether the totals and every row are.'),
  totals: ledgerTotalsSchema,
  rows: z.array(ledgerRowSchema).describe('By hour and source.'),
  drifts: z.array(driftSchema),
});

export const failureGroupSchema = z
  .strictObject({
    code: z.string().describe('For programs to branch on, and for `tickerspan redrive --code`.'),
    count: z.int().min(1),
    sources: z
      .array(z.strictObject({ source: sourceSchema, count: z.int().min(1) }))
      .describe('Where most of them came from.'),
    firstFailedAt: z.iso.datetime(),
    lastFailedAt: z.iso.datetime(),
    example: z
      .strictObject({ id: articleIdSchema, detail: z.string(), url: z.string() })
      .describe('The one that failed last.'),
  })
  .describe('The articles that failed for one reason.');

export const failuresSchema = z.strictObject({
  total: count.describe('How many articles have failed.'),
  outdated: count.describe('How many more have a failed job and are gone, or have been enriched meanwhile.'),
  groups: z.array(failureGroupSchema).describe('The largest first.'),
});
