import { z } from 'zod';

const OUTCOMES = ['accepted', 'enriched', 'failed', 'expired', 'deleted', 'lost', 'duplicates'] as const;

const count = z.int().min(0);

/** How many articles were accepted, and what became of them. */
const tally = {
  accepted: count,
  enriched: count,
  failed: count,
  expired: count,
  deleted: count,
  lost: count.describe('In the ledger, but `tickerspan reconcile` found nothing stored about them.'),
  duplicates: count.describe('Submitted again. They are not among `accepted`.'),
} satisfies Record<(typeof OUTCOMES)[number], z.ZodType>;

const counts = {
  ...tally,
  inFlight: count.describe('Accepted and not finished.'),
  imbalance: z
    .int()
    .describe(
      'Accepted, but neither finished nor in flight; negative if more were finished or are in flight than were accepted. 0 if the ledger balances.',
    ),
};

export const ledgerTotalsSchema = z
  .strictObject({
    ...counts,
    oldestInFlightAt: z.iso.datetime().nullable().describe('When the oldest article in flight was accepted.'),
  })
  .describe('Of all time.');

export const ledgerRowSchema = z
  .strictObject({
    hour: z.iso.datetime().describe('When the hour began.'),
    source: z
      .string()
      .nullable()
      .describe(
        'null: the submissions did not name one. `(others)`: an hour lists a limited number of sources, and this row counts the rest.',
      ),
    ...counts,
  })
  .describe('What was accepted from one source in one hour, and what became of it.');

export type Tally = Readonly<Record<(typeof OUTCOMES)[number], number>>;
export type LedgerTotals = Readonly<z.infer<typeof ledgerTotalsSchema>>;
export type LedgerRow = Readonly<z.infer<typeof ledgerRowSchema>>;

export interface LedgerReport {
  readonly totals: LedgerTotals;
  /** By hour and source. */
  readonly rows: readonly LedgerRow[];
}

/** Counts by name, as a Redis hash stores them. */
export type Fields = Readonly<Record<string, string>>;

export interface LedgerContents {
  /** `generation hour source` of each open entry. */
  readonly open: readonly string[];
  /** Counts by `outcome source`, by hour. */
  readonly recorded: ReadonlyMap<string, Fields>;
  /** A source as the ledger stores it. Unset: all sources. */
  readonly source?: string | undefined;
}

/** @param oldest when the oldest open entry was opened, in milliseconds since the epoch. */
export function totalsOf(fields: Fields, inFlight: number, oldest: string | null): LedgerTotals {
  const tally = tallyOf((outcome) => fields[outcome]);
  const oldestInFlightAt = oldest === null ? null : new Date(Number(oldest)).toISOString();
  return { ...tally, inFlight, imbalance: imbalanceOf(tally, inFlight), oldestInFlightAt };
}

/** Returns a row for each hour and source with anything recorded or open. */
export function rowsOf({ open, recorded, source }: LedgerContents): readonly LedgerRow[] {
  const inFlight = new Map<string, number>();
  for (const entry of open) {
    const place = entry.slice(entry.indexOf(' ') + 1);
    inFlight.set(place, (inFlight.get(place) ?? 0) + 1);
  }
  return [...recorded].flatMap(([hour, fields]) => {
    const places = [...inFlight.keys()].filter((place) => place.startsWith(`${hour} `));
    const names = new Set([...Object.keys(fields), ...places].map((key) => key.slice(key.indexOf(' ') + 1)));
    return [...names]
      .filter((name) => source === undefined || name === source)
      .sort()
      .map((name) => rowOf(hour, name, fields, inFlight.get(`${hour} ${name}`) ?? 0));
  });
}

function rowOf(hour: string, name: string, fields: Fields, inFlight: number): LedgerRow {
  const tally = tallyOf((outcome) => fields[`${outcome} ${name}`]);
  return {
    hour: `${hour}:00:00.000Z`,
    source: name === '' ? null : name,
    ...tally,
    inFlight,
    imbalance: imbalanceOf(tally, inFlight),
  };
}

function tallyOf(countOf: (outcome: string) => string | undefined): Tally {
  return Object.fromEntries(OUTCOMES.map((outcome) => [outcome, Number(countOf(outcome) ?? 0)])) as Tally;
}

function imbalanceOf(
  { accepted, enriched, failed, expired, deleted, lost }: Tally,
  inFlight: number,
): number {
  return accepted - enriched - failed - expired - deleted - lost - inFlight;
}
