import { z } from 'zod';

/**
 * What is known about the mentions of one dialect in the articles of one source, as it is stored.
 */
export const historySchema = z.object({
  /** How many articles there were. */
  seen: z.number(),
  /**
   * Slow moving averages of an article's mentions, of their square, and of whether there were any
   * (0 or 1).
   */
  mean: z.number(),
  square: z.number(),
  share: z.number(),
  /** A quick moving average of an article's mentions. */
  recent: z.number(),
  /** How many articles in a row had no mentions. */
  run: z.number(),
  /**
   * The current low spell: when it began (milliseconds since the epoch), the slow average before
   * it, and how many articles have come since. A spell lasts while there is a run, or while the
   * quick average is less than half of `usual`.
   */
  since: z.number().optional(),
  usual: z.number().optional(),
  length: z.number(),
});
export type MentionHistory = Readonly<z.infer<typeof historySchema>>;

export const NO_HISTORY: MentionHistory = {
  seen: 0,
  mean: 0,
  square: 0,
  share: 0,
  recent: 0,
  run: 0,
  length: 0,
};

/** A dialect has far fewer mentions than it used to have. */
export interface DriftFigures {
  readonly usual: number;
  readonly recent: number;
  readonly since: number;
  readonly articles: number;
}

export interface Observation {
  /** How many mentions an article has. */
  readonly count: number;
  /** When it came, in milliseconds since the epoch. */
  readonly at: number;
  /** Whether the dialect has drifted already. */
  readonly wasDrifting: boolean;
}

/** The weights of a new article: the slow averages cover about 200 articles, the quick one 50. */
const SLOW = 0.005;
const QUICK = 0.02;
/**
 * During a drift the slow averages hardly move, so that the new state does not become the usual one
 * at once.
 */
const SLOW_WHILE_DRIFTING = 0.001;

/**
 * A dialect counts as gone if chance alone produces such a run less than once in a million times.
 */
const MAX_CHANCE = 1e-6;
/**
 * A run has at least this many articles, of which the source has sent at least `MIN_SEEN_FOR_RUN`.
 */
const MIN_RUN = 10;
const MIN_SEEN_FOR_RUN = 30;
/**
 * Bursts of articles without mentions are common, so no source counts as having mentions in every
 * article.
 */
const MAX_SHARE = 0.95;

/**
 * A dialect counts as rare if its quick average is a quarter of the usual one and six standard
 * deviations lower.
 */
const RARE = 1 / 4;
const MIN_DEVIATIONS = 6;
const MIN_SEEN_FOR_RARE = 200;
/**
 * The standard deviation of the quick average, for a standard deviation of 1 of the articles:
 * sqrt(QUICK / 2).
 */
const DEVIATION_OF_QUICK = 0.1;
/** A low spell, and a drift, end once the quick average is back at half of the usual one. */
const LOW = 1 / 2;

/** Adds an article to a history. `drift` is set if the dialect has drifted, or still does. */
export function observe(
  before: MentionHistory,
  observation: Observation,
): { readonly history: MentionHistory; readonly drift?: DriftFigures } {
  const history = updated(before, observation);
  const { since, usual, length } = history;
  if (since === undefined || usual === undefined) return { history };
  if (!isGone(history) && !isRare(history, usual) && !lasts(history, observation)) return { history };
  const recent = history.run >= MIN_RUN ? 0 : history.recent;
  return { history, drift: { usual, recent, since, articles: length } };
}

function updated(before: MentionHistory, { count, at, wasDrifting }: Observation): MentionHistory {
  const seen = before.seen + 1;
  // The first articles have equal weights.
  const slow = wasDrifting ? SLOW_WHILE_DRIFTING : Math.max(1 / seen, SLOW);
  const quick = Math.max(1 / seen, QUICK);
  const hasAny = count > 0;
  const averages = {
    seen,
    mean: moved(before.mean, count, slow),
    square: moved(before.square, count * count, slow),
    share: moved(before.share, hasAny ? 1 : 0, slow),
    recent: moved(before.recent, count, quick),
    run: hasAny ? 0 : before.run + 1,
  };
  const isLow = averages.run > 0 || averages.recent < (before.usual ?? averages.mean) * LOW;
  if (!isLow) return { ...averages, length: 0 };
  return {
    ...averages,
    since: before.since ?? at,
    usual: before.usual ?? before.mean,
    length: before.length + 1,
  };
}

function moved(average: number, value: number, weight: number): number {
  return average + (value - average) * weight;
}

function isGone({ seen, run, share }: MentionHistory): boolean {
  return seen >= MIN_SEEN_FOR_RUN && run >= MIN_RUN && (1 - Math.min(share, MAX_SHARE)) ** run < MAX_CHANCE;
}

function isRare({ seen, mean, square, recent }: MentionHistory, usual: number): boolean {
  const deviation = Math.sqrt(Math.max(0, square - mean * mean)) * DEVIATION_OF_QUICK;
  return seen >= MIN_SEEN_FOR_RARE && recent < usual * RARE && mean - recent > MIN_DEVIATIONS * deviation;
}

/**
 * Returns whether an earlier drift lasts. It also ends once the slow average has come down to the
 * quick one.
 */
function lasts({ recent, mean }: MentionHistory, { wasDrifting }: Observation): boolean {
  return wasDrifting && recent < mean * LOW;
}
