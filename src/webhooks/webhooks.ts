import type { QueueOptions } from 'bullmq';
import type { Submission } from '../articles/article.ts';
import { storeNow } from '../redis/clock.ts';
import type { RedisClient } from '../redis/connect.ts';
import { CallbackStore } from './callback-store.ts';
import { type AddressPolicy, type CallbackUrl, parseCallbackUrl } from './callback-url.ts';
import { Deliveries } from './deliveries.ts';
import { createDeliveryQueue, type DeliveryQueue } from './delivery-queue.ts';
import { EndpointBoard } from './endpoint-board.ts';

export interface WebhookSettings extends AddressPolicy {
  /** The secrets that messages are signed with. Empty: callbacks are refused. */
  readonly secrets: readonly string[];
}

export interface Webhooks {
  readonly callbacks: CallbackStore;
  readonly queue: DeliveryQueue;
  readonly deliveries: Deliveries;
  readonly endpoints: EndpointBoard;
  /**
   * Returns the callback that a submission asks for.
   * @throws AppError `invalid_article` if the URL is not allowed.
   */
  callbackOf(submission: Pick<Submission, 'callbackUrl'>): CallbackUrl | undefined;
}

/** @param redis a connection that stays open; the caller closes it and the queue. */
export function createWebhooks(
  redis: RedisClient,
  { secrets, ...addresses }: WebhookSettings,
  onError: (error: Error) => void,
  telemetry: Pick<QueueOptions, 'telemetry'> = {},
): Webhooks {
  const callbacks = new CallbackStore(redis);
  const queue = createDeliveryQueue(redis, onError, telemetry);
  const policy = { canSign: secrets.length > 0, ...addresses };
  return {
    callbacks,
    queue,
    deliveries: new Deliveries(callbacks, queue, () => storeNow(redis)),
    endpoints: new EndpointBoard(redis),
    callbackOf: ({ callbackUrl }) =>
      callbackUrl === undefined ? undefined : parseCallbackUrl(callbackUrl, policy),
  };
}
