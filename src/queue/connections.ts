import type { RedisBehaviour } from '../redis.ts';

const reconnectSoon = (attempt: number): number => Math.min(50 * attempt, 1000);

/**
 * For what a client waits for: a command is refused at once while Redis is away, and given up when Redis does not
 * answer, so that the client hears of it within a second.
 */
export const PRODUCER_CONNECTION: RedisBehaviour = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  commandTimeout: 800,
  connectTimeout: 2000,
  retryStrategy: reconnectSoon,
};

/** For workers and for what waits for news of the feed: they wait for Redis as long as it takes (BullMQ demands it). */
export const WORKER_CONNECTION: RedisBehaviour = {
  maxRetriesPerRequest: null,
  retryStrategy: reconnectSoon,
};

/** For a subscription: it is made again by whoever made it, who has to know when it is back. */
export const LISTENER_CONNECTION: RedisBehaviour = {
  autoResubscribe: false,
  maxRetriesPerRequest: null,
  retryStrategy: reconnectSoon,
};
