import type { Redis } from 'ioredis';
import { settleWithin } from '../../async/with-timeout.ts';
import { type AppError, isAppError } from '../../errors.ts';
import { isStoreOutage } from '../../redis/store-errors.ts';
import type { ArticleReader, FindOptions } from './article-reader.ts';
import { type ArticleRecord, isFinished, type StoredArticle } from './article-record.ts';
import { FINISHED_CHANNEL } from './scripts.ts';

/** One wait for an article. The caller must stop it. */
export interface CompletionWait {
  /**
   * Resolves when the article may be finished, when the time is up, or when `signal` is aborted.
   */
  woken(milliseconds: number, signal: AbortSignal): Promise<void>;
  stop(): void;
}

/**
 * Notifies waiting requests that an article is finished, whichever process finished it. One Redis
 * subscription serves all waits. Messages that are published while Redis is away are lost, so every
 * wait wakes up and reads again when the subscription is back.
 */
export class CompletionNotifier {
  readonly #redis: Redis;
  readonly #waits = new Map<string, Set<() => void>>();
  #isReleased = false;

  /** @param redis a connection for this subscription alone. The caller closes it. */
  constructor(redis: Redis) {
    this.#redis = redis;
    redis.on('message', (_channel: string, id: string) => this.#wake(id));
    redis.on('ready', () => void this.#subscribe());
    if (redis.status === 'ready') void this.#subscribe();
  }

  /** Returns the number of open waits. */
  get size(): number {
    let size = 0;
    for (const wakers of this.#waits.values()) size += wakers.size;
    return size;
  }

  /** Returns whether waits end at once because the process is stopping. */
  get isReleased(): boolean {
    return this.#isReleased;
  }

  waitFor(id: string): CompletionWait {
    let isWoken = false;
    let resume = (): void => {};
    const wake = (): void => {
      isWoken = true;
      resume();
    };
    const wakers = this.#waits.get(id) ?? new Set();
    this.#waits.set(id, wakers.add(wake));
    return {
      async woken(milliseconds, signal) {
        if (!isWoken && !signal.aborted) {
          const waking = new Promise<void>((resolve) => {
            resume = resolve;
          });
          await settleWithin(milliseconds, waking, signal).catch(() => {});
        }
        isWoken = false;
      },
      stop: () => {
        wakers.delete(wake);
        if (wakers.size === 0) this.#waits.delete(id);
      },
    };
  }

  /** Ends all waits, present and future, so that a stopping process answers with what it knows. */
  release(): void {
    this.#isReleased = true;
    this.#wakeAll();
  }

  async #subscribe(): Promise<void> {
    try {
      await this.#redis.subscribe(FINISHED_CHANNEL);
      this.#wakeAll();
    } catch {
      // The connection is lost again. The next `ready` event repeats this; until then, waits end by
      // their timeout.
    }
  }

  #wake(id: string): void {
    for (const wake of this.#waits.get(id) ?? []) wake();
  }

  #wakeAll(): void {
    for (const id of this.#waits.keys()) this.#wake(id);
  }
}

export interface WaitOptions {
  readonly milliseconds: number;
  /** Aborted when the answer is no longer needed. */
  readonly signal: AbortSignal;
}

/**
 * Waits until an article is finished, or the time is up. Returns the article in its latest state.
 * It reads the article at the beginning, at each wake-up and at the end. While Redis is away it
 * retries soon, because the reading connection may come back later than the subscription.
 *
 * @throws AppError as {@link ArticleReader.find} does.
 */
export async function findFinished(
  id: string,
  { articles, completions }: { readonly articles: ArticleReader; readonly completions: CompletionNotifier },
  { milliseconds, signal }: WaitOptions,
  options: FindOptions = {},
): Promise<StoredArticle | undefined> {
  if (milliseconds <= 0) return await articles.find(id, options);
  const deadline = performance.now() + milliseconds;
  // Wait before reading: otherwise a message between the two would be missed.
  const wait = completions.waitFor(id);
  try {
    let latest: ReadResult = { article: await articles.findRecord(id) };
    for (let left = milliseconds; left > 0 && isOpen(latest); left = deadline - performance.now()) {
      if (signal.aborted || completions.isReleased) break;
      await wait.woken(latest.failure ? Math.min(left, RETRY_MS) : left, signal);
      latest = signal.aborted
        ? latest
        : await articles.findRecord(id).then((article) => ({ article }), failureOf);
    }
    return await foundAfter(latest, () => articles.find(id, options));
  } finally {
    wait.stop();
  }
}

/** Returns the article as the last read found it. */
async function foundAfter<T>(
  { article, failure }: ReadResult,
  find: () => Promise<T>,
): Promise<T | undefined> {
  if (failure) throw failure;
  return article && (await find());
}

/** How soon an article is read again while Redis is away, in milliseconds. */
const RETRY_MS = 250;

/** What a read returned: the article, nothing, or that the store is unavailable. */
interface ReadResult {
  readonly article?: ArticleRecord | undefined;
  readonly failure?: AppError;
}

/** Returns whether another read may find more. */
function isOpen({ article, failure }: ReadResult): boolean {
  return failure !== undefined || (article !== undefined && !isFinished(article));
}

function failureOf(error: unknown): ReadResult {
  if (isAppError(error) && isStoreOutage(error)) return { failure: error };
  throw error;
}
