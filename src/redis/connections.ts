import type { RedisBehaviour } from './connect.ts';

const reconnectSoon = (attempt: number): number => Math.min(50 * attempt, 1000);

/** That a server is no primary any more, which it does not tell by itself. */
const isDemotion = ({ message }: Error): boolean => message.startsWith('READONLY');

/** That a primary may write nothing until its replicas are back (`min-replicas-to-write`). */
const isCutOff = ({ message }: Error): boolean => message.startsWith('NOREPLICAS');

const AND_SEND_AGAIN = 2;

/**
 * For what a client waits for: a command is refused at once while Redis is away, and given up when Redis does not
 * answer, so that the client hears of it within a second.
 */
export const PRODUCER_CONNECTION: RedisBehaviour = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  commandTimeout: 800,
  // Where one machine is lost another may have taken its place, which is asked for only when the connection is given up.
  socketTimeout: 2000,
  connectTimeout: 2000,
  retryStrategy: reconnectSoon,
  reconnectOnError: isDemotion,
  // A command whose node is lost looks for another a few times, for half a second in all.
  cluster: {
    enableOfflineQueue: false,
    maxRedirections: 5,
    retryDelayOnFailover: 60,
    retryDelayOnClusterDown: 60,
    retryDelayOnTryAgain: 60,
    slotsRefreshTimeout: 400,
    // A node that is back is not noticed by those who have nothing to ask of it.
    slotsRefreshInterval: 2000,
  },
};

const { commandTimeout: _, ...UNTIMED } = PRODUCER_CONNECTION;

/**
 * For large reads that a client waits for. They answer one another on a connection of their own, so the age of a command says nothing: what
 * tells a Redis that hangs is that nothing at all arrives while something is owed.
 */
export const READER_CONNECTION: RedisBehaviour = { ...UNTIMED, socketTimeout: 1000 };

/** Longer than any command blocks. */
const HANG_MS = 15_000;

/** For workers and for what waits for news of the feed: they wait for Redis as long as it takes (BullMQ demands it). */
export const WORKER_CONNECTION: RedisBehaviour = {
  maxRetriesPerRequest: null,
  socketTimeout: HANG_MS,
  connectTimeout: 2000,
  retryStrategy: reconnectSoon,
  reconnectOnError: (error) => (isDemotion(error) || isCutOff(error) ? AND_SEND_AGAIN : false),
  // Ten times a second, and longer than a cluster needs to put a replica in a primary's place.
  cluster: {
    maxRedirections: 600,
    retryDelayOnFailover: 100,
    retryDelayOnMoved: 20,
    slotsRefreshInterval: 5000,
  },
};

/** For a subscription: it is made again by whoever made it, who has to know when it is back. */
export const LISTENER_CONNECTION: RedisBehaviour = {
  autoResubscribe: false,
  maxRetriesPerRequest: null,
  socketTimeout: HANG_MS,
  connectTimeout: 2000,
  retryStrategy: reconnectSoon,
  cluster: {},
};
