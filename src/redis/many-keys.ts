import { Cluster } from 'ioredis';
import { orUnavailable, primariesOf, type RedisClient } from './connect.ts';

/** Told of the first failure of a call. */
export type OnFailure = (error: unknown) => void;

/** What stands at keys that may lie anywhere, by one command where one Redis has them all; undefined where it could not be read. */
export async function valuesOf(
  redis: RedisClient,
  keys: readonly string[],
  onFailure: OnFailure,
): Promise<readonly (string | null | undefined)[]> {
  const failed = firstTo(onFailure);
  if (!(redis instanceof Cluster)) return (await redis.mget([...keys]).catch(failed)) ?? [];
  // Each node answers for its own, and all are asked at the same time.
  return await Promise.all(keys.map((key) => redis.get(key).catch(failed)));
}

/** A command and its arguments, of which the first is its only key. */
export type KeyCommand = readonly [name: string, key: string, ...rest: (string | number)[]];

/** Sends commands in one go, wherever their keys lie; gives what each was answered, in order, and undefined where it failed. */
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
  // A pipeline does not reject for a command that failed: its error stands in the command's result.
  return results.map(([error, value]) => (error ? failed(error) : value));
}

function firstTo(onFailure: OnFailure): (error: unknown) => undefined {
  let isFirst = true;
  return (error) => {
    if (isFirst) onFailure(error);
    isFirst = false;
  };
}

/** The keys that match a glob pattern, in no order, some of them perhaps twice (SCAN). @throws AppError `store_unavailable`. */
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
