import { LRUCache } from 'lru-cache';
import type { Receiver } from './receiver.ts';
import type { Attempt } from './send-webhook.ts';

/** Thrown if a delivery has to wait. It comes back later as if it had not begun. */
export class Postponed extends Error {
  override readonly name = 'Postponed';
  readonly pauseMs: number;

  constructor(reason: string, pauseMs: number) {
    super(reason);
    this.pauseMs = pauseMs;
  }
}

/** A place that an attempt occupies while it lasts. */
export interface Place {
  /** Gives the place back, once. Records the result of the attempt, if one was made. */
  leave(attempt?: Attempt): void;
}

/**
 * What is known about a receiver from its last attempt in this process.
 * - `new`: nothing.
 * - `quick`: it responded at once.
 * - `slow`: it responded late.
 * - `failing`: it occupied its place for long and did not respond.
 */
type Reputation = 'new' | 'quick' | 'slow' | 'failing';

/** An attempt that takes longer holds up others. */
const QUICK_MS = 2000;

/**
 * How many attempts a process makes at the same time: in all, at receivers that are not `quick`,
 * and at `failing` ones.
 */
export const MAX_PLACES = 256;
const MAX_UNPROVEN = 192;
const MAX_FAILING = 48;

/**
 * How many places one receiver may have, and how many all receivers of a site that are not `quick`
 * may have together.
 */
const MAX_PER_RECEIVER = { new: 2, quick: 8, slow: 4, failing: 1 } as const;
const MAX_UNPROVEN_PER_SITE = 8;

/** A receiver is `new` again after this long without an attempt. */
const MEMORY_MS = 3_600_000;
const MAX_KNOWN = 20_000;

/**
 * How soon a delivery that found no place comes back. The pause grows with the age of the oldest
 * attempt that blocks it.
 */
const MIN_PAUSE_MS = 200;
const MAX_PAUSE_MS = 4000;
const FAILING_PAUSE_MS = 20_000;

/**
 * Keeps slow receivers from taking the places of others. A receiver begins with two places, and
 * gets more once it responds quickly. So any number of receivers may hang without filling a
 * process, even just after its start.
 */
export class ReceiverLimits {
  readonly #reputations = new LRUCache<string, Reputation>({ max: MAX_KNOWN, ttl: MEMORY_MS });
  /** When the attempts in flight began, in order, by the counters that they count for. */
  readonly #inFlight = new Map<string, number[]>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /**
   * Reserves a place for an attempt.
   * @throws Postponed if the receiver has to wait for another attempt to end.
   */
  take({ name, site }: Receiver): Place {
    const reputation = this.#reputations.get(name) ?? 'new';
    const limits = limitsOf(name, site, reputation);
    const startedAt = this.#now();
    for (const [counter, max] of limits) {
      const inFlight = this.#inFlight.get(counter) ?? [];
      if (inFlight.length < max) continue;
      const pauseMs = pauseAfter(startedAt - (inFlight[0] ?? startedAt), reputation);
      throw new Postponed('too many attempts are in flight at this receiver', pauseMs);
    }
    const counters = limits.map(([counter]) => counter);
    for (const counter of counters) {
      const inFlight = this.#inFlight.get(counter);
      if (inFlight) inFlight.push(startedAt);
      else this.#inFlight.set(counter, [startedAt]);
    }
    return {
      leave: (attempt) => {
        if (counters.length === 0) return;
        for (const counter of counters.splice(0)) this.#end(counter, startedAt);
        if (attempt) this.#judge(name, attempt, this.#now() - startedAt);
      },
    };
  }

  #end(counter: string, startedAt: number): void {
    const inFlight = this.#inFlight.get(counter) ?? [];
    inFlight.splice(inFlight.indexOf(startedAt), 1);
    if (inFlight.length === 0) this.#inFlight.delete(counter);
  }

  #judge(name: string, { status }: Attempt, tookMs: number): void {
    const isQuick = tookMs < QUICK_MS;
    if (status !== null) this.#reputations.set(name, isQuick ? 'quick' : 'slow');
    // A receiver that fails at once, for example because it refuses the connection, delays nobody
    // and proves nothing.
    else if (!isQuick) this.#reputations.set(name, 'failing');
  }
}

function limitsOf(name: string, site: string, reputation: Reputation) {
  const limits: [counter: string, max: number][] = [
    [`receiver ${name}`, MAX_PER_RECEIVER[reputation]],
    ['all', MAX_PLACES],
  ];
  if (reputation !== 'quick')
    limits.push([`site ${site}`, MAX_UNPROVEN_PER_SITE], ['unproven', MAX_UNPROVEN]);
  if (reputation === 'failing') limits.push(['failing', MAX_FAILING]);
  return limits;
}

/**
 * Returns how long a delivery waits.
 * @param ageMs how long the oldest attempt that blocks it has been running.
 */
function pauseAfter(ageMs: number, reputation: Reputation): number {
  if (ageMs >= QUICK_MS && reputation === 'failing') return FAILING_PAUSE_MS;
  return Math.min(MAX_PAUSE_MS, Math.max(MIN_PAUSE_MS, ageMs));
}
