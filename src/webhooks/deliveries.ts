import { AppError } from '../errors.ts';
import { type CallbackStore, type KnownDelivery, MAX_CALLBACKS } from './callback-store.ts';
import { type CallbackUrl, refusal } from './callback-url.ts';
import type { DeliveryQueue } from './delivery-queue.ts';

/**
 * Calls back everyone who asked for it, once for each revision. What was queued is recorded beside
 * the article, so every step may run twice and in several processes.
 */
export class Deliveries {
  readonly #callbacks: CallbackStore;
  readonly #queue: DeliveryQueue;
  readonly #now: () => Date | Promise<Date>;

  /**
   * @param now the store's clock, because the API and the workers compare the times that they
   * record.
   */
  constructor(
    callbacks: CallbackStore,
    queue: DeliveryQueue,
    now: () => Date | Promise<Date> = () => new Date(),
  ) {
    this.#callbacks = callbacks;
    this.#queue = queue;
    this.#now = now;
  }

  /**
   * Has `url` called back about an article: at once if it is finished, or else when it is.
   * @throws AppError `article_expired`, or `invalid_article` if too many callers have asked
   * already.
   */
  async request(id: string, url: CallbackUrl): Promise<void> {
    const stored = await this.#callbacks.store(id, url);
    if (stored === 'expired') throw new AppError('article_expired', `Article ${id} has expired`);
    if (stored === 'full')
      throw refusal(`${MAX_CALLBACKS} others have asked to be called back about this article already`);
    if (stored === 'finished') await this.queueFinished(id);
  }

  /**
   * Queues the deliveries that a finished article owes. Those that were queued before are queued
   * again only if they have not ended.
   */
  async queueFinished(id: string): Promise<void> {
    for (const delivery of await this.#callbacks.open(id, await this.#now())) {
      if (delivery.state === 'queued') await this.#queue.add(jobOf(id, delivery));
    }
  }

  /**
   * Delivers a finished article to all who asked for it, even if that succeeded or failed before.
   * Returns how many they are.
   */
  async queueAgain(id: string): Promise<number> {
    const deliveries = await this.#callbacks.open(id, await this.#now(), { again: true });
    for (const delivery of deliveries) await this.#queue.addOrRetryNow(jobOf(id, delivery));
    return deliveries.length;
  }

  /** Does what {@link DeliveryQueue.promoteLate} does. */
  async promoteLate(now: Date): Promise<readonly string[]> {
    return await this.#queue.promoteLate(now);
  }
}

function jobOf(article: string, { id: delivery, revision }: KnownDelivery) {
  return { article, revision, delivery };
}
