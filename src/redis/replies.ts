import type { ChainableCommander } from 'ioredis';
import { orUnavailable } from './connect.ts';
import { storeError } from './store-errors.ts';

/**
 * Sends a pipeline or a transaction and returns the replies, in order.
 * @throws AppError `store_unavailable` or `store_refused` if it fails or one of its commands does.
 */
export async function repliesTo<Replies extends readonly unknown[]>(
  commands: ChainableCommander,
): Promise<Replies> {
  const results = (await orUnavailable(() => commands.exec())) ?? [];
  return results.map(([error, value]) => {
    if (error) throw storeError(error);
    return value;
  }) as unknown as Replies;
}
