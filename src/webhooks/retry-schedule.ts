const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * The delay before each attempt, in milliseconds: the schedule that Standard Webhooks recommends,
 * 27.6 hours in all.
 */
export const RETRY_SCHEDULE_MS: readonly number[] = [
  0,
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  10 * HOUR,
];

/** The longest pause that a receiver can ask for. */
export const MAX_PAUSE_MS = 10 * HOUR;

export interface RetryOptions {
  readonly scheduleMs: readonly number[];
  /** What the receiver asked for with `Retry-After`. */
  readonly retryAfterMs?: number | undefined;
  /** From 0 to 1. */
  readonly random: number;
}

/**
 * Returns how many milliseconds to wait after this many failed attempts. The planned delay varies
 * by a tenth up or down, so that deliveries do not all come back at once to a receiver that was
 * away. A longer `Retry-After` is honored, up to {@link MAX_PAUSE_MS}.
 */
export function retryDelayMs(
  failures: number,
  { scheduleMs, retryAfterMs = 0, random }: RetryOptions,
): number {
  const planned = (scheduleMs[failures] ?? scheduleMs.at(-1) ?? 0) * (0.9 + 0.2 * random);
  return Math.round(Math.max(planned, Math.min(retryAfterMs, MAX_PAUSE_MS)));
}
