import { Cluster } from 'ioredis';
import { orUnavailable, primariesOf, type RedisClient } from './connect.ts';

/** Called with the first failure of a call. */
type OnFailure = (error: unknown) => void;

/** A command and its arguments. The first argument is its only key. */
export type KeyCommand = readonly [name: string, key: string, ...rest: (string | number)[]];

/**
 * Sends commands in one go, to whichever nodes have their keys. Returns the replies in order, with
 * undefined for each command that failed.
 */
export async function answersTo(
  redis: RedisClient,
  commands: readonly KeyCommand[],
  onFailure: OnFailure,
): Promise<readonly unknown[]> {
  const failed = firstTo(onFailure);
  if (redis instanceof Cluster)
    return await Promise.all(commands.map(([name, ...rest]) => redis.call(name, ...rest).catch(failed)));
  const pipeline = redis.pipeline(commands.map((command) => [...command]));
  const results = (await pipeline.exec().catch(failed)) ?? [];
  // A pipeline does not reject if a command fails: the error is in the result of the command.
  return results.map(([error, value]) => (error ? failed(error) : value));
}

function firstTo(onFailure: OnFailure): (error: unknown) => undefined {
  let isFirst = true;
  return (error) => {
    if (isFirst) onFailure(error);
    isFirst = false;
  };
}

/**
 * Returns the keys that match a glob pattern (SCAN), in no particular order. A key may come twice.
 * @throws AppError `store_unavailable`.
 */
export async function* scanKeys(
  redis: RedisClient,
  pattern: string,
): AsyncGenerator<string, void, undefined> {
  for (const primary of primariesOf(redis)) {
    let cursor = '0';
    do {
      const [next, keys] = await orUnavailable(() => primary.scan(cursor, 'MATCH', pattern, 'COUNT', 1000));
      yield* keys;
      cursor = next;
    } while (cursor !== '0');
  }
}
