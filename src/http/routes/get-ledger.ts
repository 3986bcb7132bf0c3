import type { Request } from 'express';
import { z } from 'zod';
import { AppError } from '../../errors.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { ledgerRowSchema, ledgerTotalsSchema } from '../../ledger/ledger-report.ts';
import { type DriftDetector, driftSchema } from '../../telemetry/drift.ts';
import { components } from '../components.ts';
import { parseQuery } from '../middleware/query-parameters.ts';
import type { Route } from '../route.ts';

export interface LedgerResources {
  readonly ledger: Ledger;
  readonly drift: DriftDetector;
}

const DAY_MS = 86_400_000;
const MAX_DAYS = 35;

const instant = z
  .string()
  .refine((text) => /^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(Date.parse(text)), {
    error: 'Expected an instant such as 2026-11-25T09:00:00Z',
  })
  .transform((text) => new Date(text));

const query = z.object({
  from: instant.optional().meta({
    description: `Rows from this instant on (ISO 8601). Default: a day before \`to\`. At most ${MAX_DAYS} days before it.`,
    format: 'date-time',
  }),
  to: instant
    .optional()
    .meta({ description: 'Rows up to this instant (ISO 8601). Default: now.', format: 'date-time' }),
  source: z
    .string({ error: 'Expected the name of one source' })
    .optional()
    .describe('Only the rows of this source.'),
});

const tally = {
  accepted: 1200,
  enriched: 1196,
  failed: 2,
  expired: 0,
  deleted: 1,
  lost: 0,
  duplicates: 310,
  inFlight: 1,
  imbalance: 0,
};

const ledgerSchema = z
  .strictObject({
    balanced: z.boolean().describe('Whether the totals and every row are balanced.'),
    totals: ledgerTotalsSchema,
    rows: z.array(ledgerRowSchema).describe('By hour and source.'),
    drifts: z.array(driftSchema),
  })
  .register(components, {
    id: 'Ledger',
    examples: [
      {
        balanced: true,
        totals: { ...tally, oldestInFlightAt: '2026-11-25T09:12:03.123Z' },
        rows: [{ hour: '2026-11-25T09:00:00.000Z', source: '新浪财经', ...tally }],
        drifts: [
          {
            source: '新浪财经',
            dialect: 'sina-a-share',
            usual: 3.1,
            recent: 0,
            since: '2026-11-25T08:40:11.000Z',
            articles: 57,
          },
        ],
      },
    ],
  });

export const getLedger: Route<LedgerResources> = {
  method: 'get',
  path: '/v1/ledger',
  scope: 'operate',
  summary: 'Get the ledger: how many articles were accepted, and what became of them',
  description:
    'In the totals and in each row, `accepted = enriched + failed + expired + deleted + lost + inFlight`. Any difference is reported as `imbalance`.',
  request: { query },
  answers: {
    200: {
      description: 'The ledger, and the sources whose articles have changed.',
      headers: ['Cache-Control'],
      content: { 'application/json': ledgerSchema },
    },
  },
  problems: ['invalid_request', 'store_unavailable'],
  handler: ({ ledger, drift }) =>
    async function handle(request) {
      const [{ totals, rows }, drifts] = await Promise.all([ledger.report(rangeIn(request)), drift.drifts()]);
      const isBalanced = totals.imbalance === 0 && rows.every(({ imbalance }) => imbalance === 0);
      return {
        status: 200,
        headers: { 'Cache-Control': 'no-store' },
        body: { balanced: isBalanced, totals, rows, drifts },
      };
    },
};

function rangeIn(request: Request) {
  const { to = new Date(), source, ...given } = parseQuery(query, request);
  const { from = new Date(to.getTime() - DAY_MS) } = given;
  const days = (to.getTime() - from.getTime()) / DAY_MS;
  if (days < 0 || days > MAX_DAYS) {
    const detail = `Expected an instant before \`to\`, at most ${MAX_DAYS} days earlier`;
    throw new AppError('invalid_request', detail, { faults: [{ pointer: '/from', detail }] });
  }
  return { from, to, source };
}
