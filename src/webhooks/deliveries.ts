import { AppError } from '../errors.ts';
import { type CallbackStore, type KnownDelivery, MAX_CALLBACKS } from './callback-store.ts';
import { type CallbackUrl, refusal } from './callback-url.ts';
import type { DeliveryQueue } from './delivery-queue.ts';

/**
 * Who asked to be called back is called once a revision: it is noted beside the article what was queued, so every step here may run twice and
 * in several processes.
 */
export class Deliveries {
  readonly #callbacks: CallbackStore;
  readonly #queue: DeliveryQueue;
  readonly #now: () => Date | Promise<Date>;

  /** @param now the store's clock: API and workers compare what they note. */
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
   * Has `url` called back about an article: at once where it is finished, else when it is.
   * @throws AppError `article_expired`; `invalid_article` where too many have asked already.
   */
  async keep(id: string, url: CallbackUrl): Promise<void> {
    const kept = await this.#callbacks.keep(id, url);
    if (kept === 'expired') throw new AppError('article_expired', `Article ${id} has expired`);
    if (kept === 'full')
      throw refusal(`${MAX_CALLBACKS} others have asked to be called back about this article already`);
    if (kept === 'finished') await this.queueFinished(id);
  }

  /** Queues what a finished article owes; of what was queued before, only what has not come to an end. */
  async queueFinished(id: string): Promise<void> {
    for (const delivery of await this.#callbacks.open(id, await this.#now())) {
      if (delivery.state === 'queued') await this.#queue.add(jobOf(id, delivery));
    }
  }

  /** Delivers a finished article to all who asked, also where that was done or has failed; gives how many they are. */
  async queueAgain(id: string): Promise<number> {
    const deliveries = await this.#callbacks.open(id, await this.#now(), { again: true });
    for (const delivery of deliveries) await this.#queue.addOrRetryNow(jobOf(id, delivery));
    return deliveries.length;
  }

  /** As {@link DeliveryQueue.promoteLate}. */
  async promoteLate(now: Date): Promise<readonly string[]> {
    return await this.#queue.promoteLate(now);
  }
}

function jobOf(article: string, { id: delivery, revision }: KnownDelivery) {
  return { article, revision, delivery };
}
