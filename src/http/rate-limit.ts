import type { NextFunction, Request, Response } from 'express';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import type { RedisClient } from '../redis/connect.ts';
import { keyNameOf } from './middleware/authenticate.ts';
import { Quota, WINDOW_SECONDS } from './quota.ts';

export interface RateLimitOptions {
  /**
   * How many points each key may use in a minute, in all processes together. 0: there is no limit.
   */
  readonly perMinute: number;
  /** The points that a request uses. 0: each article that it submits uses one. */
  readonly costOf: (request: Request) => number;
  readonly redis: RedisClient;
}

const quotas = new WeakMap<Request, Quota>();

/** Returns the quota of a request's key, or undefined if it has no limit. */
export function quotaOf(request: Request): Quota | undefined {
  return quotas.get(request);
}

/**
 * Returns the middleware that limits what each key may do in a minute. It sets `RateLimit` and
 * `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10). Requests without a key are not
 * limited.
 */
export function limitRates({ perMinute, costOf, redis }: RateLimitOptions) {
  const limiter = new RateLimiterRedis({
    storeClient: redis,
    // Processes with different limits, as during a rolling restart, count apart.
    keyPrefix: `tickerspan:rate-limit:${perMinute}`,
    points: perMinute,
    duration: WINDOW_SECONDS,
    rejectIfRedisNotReady: true,
  });
  const byKey = new Map<string, Quota>();

  function quotaOfKey(key: string): Quota {
    // `penalty` counts without a verdict: this process may get a part of the points that it asks
    // for.
    const reserve = (points: number) => limiter.penalty(key, points);
    const quota = byKey.get(key) ?? new Quota({ perMinute, reserve, now: () => performance.now() });
    byKey.set(key, quota);
    return quota;
  }

  return async function limitRate(request: Request, response: Response, next: NextFunction): Promise<void> {
    const key = keyNameOf(response);
    if (perMinute === 0 || key === undefined) {
      next();
      return;
    }
    const quota = quotaOfKey(key);
    quotas.set(request, quota);
    response.set('RateLimit-Policy', `"default";q=${perMinute};w=${WINDOW_SECONDS}`);
    const setRateLimit = (): void => {
      response.set('RateLimit', `"default";r=${quota.remaining};t=${quota.resetSeconds}`);
    };
    const cost = costOf(request);
    try {
      await quota.take(cost);
    } catch (error) {
      setRateLimit();
      throw error;
    }
    // The headers of a bulk submission leave before its first article is counted. There, each
    // refused line says when to send it again.
    if (cost > 0) setRateLimit();
    next();
  };
}
