import type { NextFunction, Request, Response } from 'express';
import { AppError } from '../errors.ts';
import { keyNameOf } from './authenticate.ts';

const WINDOW_SECONDS = 60;

export interface RateLimitOptions {
  /** How much each key may do in a minute in this process; 0: as much as it likes. */
  readonly perMinute: number;
  /** How much a request counts. 0: it counts as what it submits, one by one. */
  readonly costOf: (request: Request) => number;
  /** Milliseconds of a clock that never steps. */
  readonly now?: () => number;
}

/** What is left of a key's limit, in windows of a minute from its first use on. */
export class Quota {
  readonly #perMinute: number;
  readonly #now: () => number;
  #used = 0;
  #endsAt = Number.NEGATIVE_INFINITY;

  constructor(perMinute: number, now: () => number) {
    this.#perMinute = perMinute;
    this.#now = now;
  }

  /** Takes one, or more where `count` says so. @throws AppError `rate_limited` where nothing is left. */
  take(count = 1): void {
    if (this.#now() >= this.#endsAt) {
      this.#used = 0;
      this.#endsAt = this.#now() + WINDOW_SECONDS * 1000;
    }
    if (this.#used + Math.max(count, 1) > this.#perMinute) {
      const remedy =
        count > this.#perMinute
          ? `this request counts as ${count}: ask for less at a time`
          : `come again in ${this.resetSeconds} s`;
      throw new AppError('rate_limited', `This key may do ${this.#perMinute} in a minute: ${remedy}`, {
        retryAfterSeconds: this.resetSeconds,
      });
    }
    this.#used += count;
  }

  /** Gives one back that was taken, because the service could not do what it was taken for. */
  giveBack(): void {
    this.#used = Math.max(0, this.#used - 1);
  }

  get remaining(): number {
    return Math.max(0, this.#perMinute - this.#used);
  }

  /** In how many seconds the limit is whole again. */
  get resetSeconds(): number {
    return Math.max(0, Math.ceil((this.#endsAt - this.#now()) / 1000));
  }
}

const monotonicNow = (): number => performance.now();

const quotas = new WeakMap<Request, Quota>();

/** The quota of whoever sent a request; undefined: there is no limit. */
export function quotaOf(request: Request): Quota | undefined {
  return quotas.get(request);
}

/**
 * Makes the middleware that lets each key do so much a minute and tells what is left in `RateLimit` and `RateLimit-Policy`
 * (draft-ietf-httpapi-ratelimit-headers-10). It counts in this process alone: a limit keeps one caller from pushing the others
 * aside, and what one process can bear does not depend on how many there are. Requests without a key are not limited.
 */
export function limitRates({ perMinute, costOf, now = monotonicNow }: RateLimitOptions) {
  const byKey = new Map<string, Quota>();
  return function limitRate(request: Request, response: Response, next: NextFunction): void {
    const key = keyNameOf(response);
    if (perMinute === 0 || key === undefined) {
      next();
      return;
    }
    const quota = byKey.get(key) ?? new Quota(perMinute, now);
    byKey.set(key, quota);
    quotas.set(request, quota);
    response.set('RateLimit-Policy', `"default";q=${perMinute};w=${WINDOW_SECONDS}`);
    const tell = (): void => {
      response.set('RateLimit', `"default";r=${quota.remaining};t=${quota.resetSeconds}`);
    };
    const cost = costOf(request);
    try {
      quota.take(cost);
    } catch (error) {
      tell();
      throw error;
    }
    // The headers of many articles leave before the first is counted: there, each line that is refused says when to send it again.
    if (cost > 0) tell();
    next();
  };
}
