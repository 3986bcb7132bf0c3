import type { Request } from 'express';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { DriftDetector } from '../telemetry/drift.ts';
import type { Reply } from './reply.ts';

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

const querySchema = z.object({
  from: instant.optional(),
  to: instant.optional(),
  source: z.string({ error: 'Expected the name of one source' }).optional(),
});

/**
 * `GET /v1/ledger?from=&to=&source=`: the ledger. `totals` are of all time, `rows` of the hours from `from` to `to` (the last day), an hour and source each;
 * in every one of them `accepted` is `enriched + failed + expired + deleted + lost + inFlight`, or `imbalance` says by how much not. `drifts` are the sources that
 * have changed.
 */
export function getLedger({ ledger, drift }: LedgerResources) {
  return async function handle(request: Request): Promise<Reply> {
    const query = rangeIn(request);
    const [{ totals, rows }, drifts] = await Promise.all([ledger.report(query), drift.drifts()]);
    const isBalanced = totals.imbalance === 0 && rows.every(({ imbalance }) => imbalance === 0);
    return {
      status: 200,
      headers: { 'Cache-Control': 'no-store' },
      body: { balanced: isBalanced, totals, rows, drifts },
    };
  };
}

function rangeIn(request: Request) {
  const parsed = querySchema.safeParse(request.query);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => ({
      pointer: `/${path.join('/')}`,
      detail: message,
    }));
    throw new AppError('invalid_request', 'The ledger cannot be asked for this', { faults });
  }
  const { to = new Date(), source } = parsed.data;
  const { from = new Date(to.getTime() - DAY_MS) } = parsed.data;
  const days = (to.getTime() - from.getTime()) / DAY_MS;
  if (days < 0 || days > MAX_DAYS) {
    const detail = `Expected an instant before to, by ${MAX_DAYS} days at most`;
    throw new AppError('invalid_request', 'The ledger cannot be asked for this', {
      faults: [{ pointer: '/from', detail }],
    });
  }
  return { from, to, source };
}
