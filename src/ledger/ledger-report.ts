const OUTCOMES = ['accepted', 'enriched', 'failed', 'expired', 'deleted', 'lost', 'duplicates'] as const;

/** How many articles were accepted, and how those ended; `duplicates` were submitted once more and are not among them. */
export type Tally = Readonly<Record<(typeof OUTCOMES)[number], number>>;

/** Totals of all time, and what is open. Balanced: `imbalance` is 0. */
export interface LedgerTotals extends Tally {
  readonly inFlight: number;
  /** What was accepted and is neither ended nor open; below 0: what is open or ended and was never accepted. */
  readonly imbalance: number;
  /** Since when the oldest is open; ISO 8601, UTC. */
  readonly oldestInFlightAt: string | null;
}

/** What came from one source in one hour. */
export interface LedgerRow extends Tally {
  /** Its beginning; ISO 8601, UTC. */
  readonly hour: string;
  /** null: the submissions did not say; `(others)`: sources beyond the number that an hour keeps apart. */
  readonly source: string | null;
  readonly inFlight: number;
  readonly imbalance: number;
}

export interface LedgerReport {
  readonly totals: LedgerTotals;
  /** By hour and source. */
  readonly rows: readonly LedgerRow[];
}

/** Counts by name, as a hash of Redis holds them. */
export type Fields = Readonly<Record<string, string>>;

export interface LedgerContents {
  /** `generation hour source` of all that is open. */
  readonly open: readonly string[];
  /** By hour: counts by `outcome source`. */
  readonly recorded: ReadonlyMap<string, Fields>;
  /** A source as it is recorded. Unset: all. */
  readonly source?: string | undefined;
}

/** @param oldest since when the oldest is open, in milliseconds since the epoch. */
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
