import { type JobsOptions, Queue, type QueueOptions } from 'bullmq';
import { z } from 'zod';
import { isArticleId } from '../articles/article-id.ts';
import { AppError } from '../errors.ts';
import { orUnavailable, type RedisClient } from '../redis/connect.ts';
import { storeError } from '../redis/store-errors.ts';
import { type JobState, jobStateOf } from './job-state.ts';
import { promoteLateJobs } from './late-jobs.ts';

export const ENRICHMENT_QUEUE = 'enrichment';

/**
 * The prefix of every BullMQ key. The braces are a hash tag, because all keys of a queue must share
 * a slot of a cluster.
 */
export const QUEUE_PREFIX = '{tickerspan}';

/**
 * How every queue is opened. BullMQ asks for Redis' version only once, and a queue that gets no
 * answer never works again. So `checkRedis` checks the version instead.
 */
export const QUEUE_OPTIONS = { prefix: QUEUE_PREFIX, skipVersionCheck: true } as const;

/**
 * A job holds the article's id and nothing else. The job's own id is the same; later jobs append
 * their `jobRun`.
 */
export const enrichmentJobSchema = z.strictObject({ id: z.string().refine(isArticleId) });
export type EnrichmentJob = z.infer<typeof enrichmentJobSchema>;

const JOB_OPTIONS: JobsOptions = {
  attempts: 5,
  backoff: { type: 'exponential', delay: 1000, jitter: 0.5 },
  removeOnComplete: { age: 3600, count: 1000 },
  removeOnFail: { age: 7 * 86_400, count: 10_000 },
};

/** The queue as producers see it. */
export interface EnrichmentQueue {
  /**
   * Queues a job run of an unfinished article. Returns whether it queued one.
   *
   * A job that already waits or runs for the article is kept. A job that is over, or that no list
   * contains, is replaced, because BullMQ accepts no second job with the same id.
   *
   * @throws AppError `store_unavailable`.
   */
  add(id: string, jobRun?: string): Promise<boolean>;
  /** Returns whether a worker has a job or will get it, according to BullMQ's lists. */
  isDue(jobId: string): Promise<boolean>;
  /**
   * Returns where a job is.
   * @throws AppError `store_unavailable`.
   */
  stateOf(jobId: string): Promise<JobState>;
  /**
   * Makes jobs due now if a worker whose clock is fast delayed them for too long. Returns the
   * articles of those jobs.
   * @param now the store's clock.
   */
  promoteLate(now: Date): Promise<readonly string[]>;
  /** Returns all jobs that wait, are delayed or are being processed. */
  dueJobs(): Promise<ReadonlySet<string>>;
  close(): Promise<void>;
  /** For the dashboard. */
  readonly bull: Queue<EnrichmentJob>;
  readonly redis: RedisClient;
}

/** @param redis a producer's connection, which the queue does not close. */
export function createEnrichmentQueue(
  redis: RedisClient,
  onError: (error: Error) => void,
  telemetry: Pick<QueueOptions, 'telemetry'> = {},
): EnrichmentQueue {
  const options = { connection: redis, ...QUEUE_OPTIONS, ...telemetry };
  const bull = new Queue<EnrichmentJob>(ENRICHMENT_QUEUE, options);
  bull.on('error', onError);
  return {
    bull,
    redis,
    add: (id, jobRun) =>
      attempt(redis, async () => {
        const jobId = jobIdOf(id, jobRun);
        const { place, now } = await jobStateOf(redis, bull, jobId);
        if (place === 'due') return false;
        if (place !== 'none') await bull.remove(jobId);
        // Stamped by the store's clock, because other machines compute how long it has waited.
        await bull.add('enrich', { id }, { ...JOB_OPTIONS, jobId, timestamp: now });
        return true;
      }),
    isDue: async (jobId) => (await jobStateOf(redis, bull, jobId)).place === 'due',
    stateOf: (jobId) => jobStateOf(redis, bull, jobId),
    promoteLate: async (now) => (await promoteLateJobs(redis, bull, now)).map(({ data }) => data.id),
    dueJobs: () => orUnavailable(() => dueJobs(redis, (name) => bull.toKey(name))),
    close: () => bull.close(),
  };
}

// A finished job stays for a while and blocks its id, so each job run has its own id.
export function jobIdOf(id: string, jobRun = ''): string {
  return jobRun === '' ? id : `${id}.${jobRun}`;
}

/** Returns the article that a job is about. */
export function articleOf(jobId: string): string {
  return jobId.split('.')[0] ?? jobId;
}

async function attempt<T>(redis: RedisClient, command: () => Promise<T>): Promise<T> {
  // A queue that was never connected waits for its connection without a limit. A request must not
  // wait.
  if (redis.status !== 'ready') throw new AppError('store_unavailable', 'The store cannot be reached');
  try {
    return await command();
  } catch (cause) {
    throw storeError(cause);
  }
}

const PAGE = 10_000;

async function dueJobs(redis: RedisClient, key: (name: string) => string): Promise<ReadonlySet<string>> {
  const due = new Set<string>();
  const read = async (page: (start: number, stop: number) => Promise<readonly string[]>): Promise<void> => {
    for (let start = 0; ; start += PAGE) {
      const ids = await page(start, start + PAGE - 1);
      for (const id of ids) due.add(id);
      if (ids.length < PAGE) return;
    }
  };
  for (const list of ['wait', 'paused', 'active'])
    await read((start, stop) => redis.lrange(key(list), start, stop));
  for (const set of ['prioritized', 'delayed'])
    await read((start, stop) => redis.zrange(key(set), start, String(stop)));
  return due;
}
