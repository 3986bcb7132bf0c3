import type { RedisBehavior } from './connect.ts';

const reconnectSoon = (attempt: number): number => Math.min(50 * attempt, 1000);

/** Returns whether a server is no longer a primary, which it does not report by itself. */
const isDemotion = ({ message }: Error): boolean => message.startsWith('READONLY');

/**
 * Returns whether a primary refuses writes until its replicas are back (`min-replicas-to-write`).
 */
const isCutOff = ({ message }: Error): boolean => message.startsWith('NOREPLICAS');

const RECONNECT_AND_RESEND = 2;

/**
 * For commands that a client waits for. A command is refused at once while Redis is away, and times
 * out if Redis does not answer. So the client gets an error within a second.
 */
export const PRODUCER_CONNECTION: RedisBehavior = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  commandTimeout: 800,
  // If a machine is lost, another one may replace it. Only a new connection finds the replacement.
  socketTimeout: 2000,
  connectTimeout: 2000,
  retryStrategy: reconnectSoon,
  reconnectOnError: isDemotion,
  // A command whose node is lost is retried a few times, for half a second in all.
  cluster: {
    enableOfflineQueue: false,
    maxRedirections: 5,
    retryDelayOnFailover: 60,
    retryDelayOnClusterDown: 60,
    retryDelayOnTryAgain: 60,
    slotsRefreshTimeout: 400,
    // A client that sends a node no commands does not notice that the node is back.
    slotsRefreshInterval: 2000,
  },
};

const { commandTimeout: _, ...UNTIMED } = PRODUCER_CONNECTION;

/**
 * For large reads that a client waits for. They wait for one another on their own connection, so
 * the age of a command says nothing. Instead, Redis counts as hanging if nothing arrives while a
 * reply is due.
 */
export const READER_CONNECTION: RedisBehavior = { ...UNTIMED, socketTimeout: 1000 };

/** Longer than any command blocks. */
const HANG_MS = 15_000;

/**
 * For workers, and for clients that wait for new entries of the feed. They wait for Redis without a
 * limit, as BullMQ requires.
 */
export const WORKER_CONNECTION: RedisBehavior = {
  maxRetriesPerRequest: null,
  socketTimeout: HANG_MS,
  connectTimeout: 2000,
  retryStrategy: reconnectSoon,
  reconnectOnError: (error) => (isDemotion(error) || isCutOff(error) ? RECONNECT_AND_RESEND : false),
  // Retries ten times a second, for longer than a cluster needs to promote a replica.
  cluster: {
    maxRedirections: 600,
    retryDelayOnFailover: 100,
    retryDelayOnMoved: 20,
    slotsRefreshInterval: 5000,
  },
};

/**
 * For a subscription. Its owner subscribes again by itself, because it has to know when the
 * subscription is back.
 */
export const LISTENER_CONNECTION: RedisBehavior = {
  autoResubscribe: false,
  maxRetriesPerRequest: null,
  socketTimeout: HANG_MS,
  connectTimeout: 2000,
  retryStrategy: reconnectSoon,
  cluster: {},
};
