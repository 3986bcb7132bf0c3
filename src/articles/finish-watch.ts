import type { Redis } from 'ioredis';
import { type AppError, isAppError } from '../errors.ts';
import { isStoreOutage } from '../store-errors.ts';
import { type ArticleRecord, isFinished, type StoredArticle } from './article-record.ts';
import type { ArticleStore, FindOptions } from './article-store.ts';
import { FINISHED_CHANNEL } from './revision-scripts.ts';

/** One wait for an article; whoever began it stops it. */
export interface Watch {
  /** Resolves when the article may be finished, when the time is up or when `signal` is aborted, whichever is first. */
  woken(milliseconds: number, signal: AbortSignal): Promise<void>;
  stop(): void;
}

/**
 * Hears which articles are finished, whatever process has finished them: one subscription for any number of waits. What is
 * published while Redis is away is not heard, so that every wait is woken to look again when the subscription is back.
 */
export class FinishWatch {
  readonly #redis: Redis;
  readonly #waits = new Map<string, Set<() => void>>();
  #isReleased = false;

  /** @param redis a subscriber's connection, which carries nothing else and is closed by whoever opened it. */
  constructor(redis: Redis) {
    this.#redis = redis;
    redis.on('message', (_channel: string, id: string) => this.#wake(id));
    redis.on('ready', () => void this.#subscribe());
    if (redis.status === 'ready') void this.#subscribe();
  }

  /** How many waits there are. */
  get size(): number {
    let size = 0;
    for (const wakers of this.#waits.values()) size += wakers.size;
    return size;
  }

  /** Whether waiting has no sense any more, for the process ends. */
  get isReleased(): boolean {
    return this.#isReleased;
  }

  watch(id: string): Watch {
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
          const timer = setTimeout(wake, milliseconds);
          signal.addEventListener('abort', wake, { once: true });
          await new Promise<void>((resolve) => {
            resume = resolve;
          });
          clearTimeout(timer);
          signal.removeEventListener('abort', wake);
        }
        isWoken = false;
      },
      stop: () => {
        wakers.delete(wake);
        if (wakers.size === 0) this.#waits.delete(id);
      },
    };
  }

  /** Ends all waits, also those to come: a process that stops answers with what it knows. */
  release(): void {
    this.#isReleased = true;
    this.#wakeAll();
  }

  async #subscribe(): Promise<void> {
    try {
      await this.#redis.subscribe(FINISHED_CHANNEL);
      this.#wakeAll();
    } catch {
      // The connection is lost again; when it is ready the next time this is repeated, and until then waits end by their time.
    }
  }

  #wake(id: string): void {
    for (const wake of this.#waits.get(id) ?? []) wake();
  }

  #wakeAll(): void {
    for (const id of this.#waits.keys()) this.#wake(id);
  }
}

/** How long a request waits for an article to be finished. */
export interface WaitOptions {
  readonly milliseconds: number;
  /** Aborted when nobody wants the answer any more. */
  readonly signal: AbortSignal;
}

/**
 * An article once it is finished, or as far as it is when the wait ends. It looks when it begins, when it is woken
 * and when the time is up; again soon while Redis is away, for the connection that looks may be back later than the one that listens.
 * @throws AppError as {@link ArticleStore.find} does.
 */
export async function findFinished(
  id: string,
  { articles, finishes }: { readonly articles: ArticleStore; readonly finishes: FinishWatch },
  { milliseconds, signal }: WaitOptions,
  options: FindOptions = {},
): Promise<StoredArticle | undefined> {
  if (milliseconds <= 0) return await articles.find(id, options);
  const deadline = performance.now() + milliseconds;
  // It listens before it looks, or what is finished between the two would not be heard.
  const watch = finishes.watch(id);
  try {
    let look: Look = { article: await articles.findRecord(id) };
    for (let left = milliseconds; left > 0 && isOpen(look); left = deadline - performance.now()) {
      if (signal.aborted || finishes.isReleased) break;
      await watch.woken(look.failure ? Math.min(left, RETRY_MS) : left, signal);
      look = signal.aborted
        ? look
        : await articles.findRecord(id).then((article) => ({ article }), failureOf);
    }
    return await foundAfter(look, () => articles.find(id, options));
  } finally {
    watch.stop();
  }
}

/** The article as it is after the last look. */
async function foundAfter<T>({ article, failure }: Look, find: () => Promise<T>): Promise<T | undefined> {
  if (failure) throw failure;
  return article && (await find());
}

/** How soon an article is looked for again while Redis is away. */
const RETRY_MS = 250;

/** What a look gave: the article if there is one, or that the store is away. */
interface Look {
  readonly article?: ArticleRecord | undefined;
  readonly failure?: AppError;
}

/** Whether another look may give more. */
function isOpen({ article, failure }: Look): boolean {
  return failure !== undefined || (article !== undefined && !isFinished(article));
}

function failureOf(error: unknown): Look {
  if (isAppError(error) && isStoreOutage(error)) return { failure: error };
  throw error;
}
