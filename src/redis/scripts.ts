import { createHash } from 'node:crypto';
import { orUnavailable, type RedisClient } from './connect.ts';

export type ScriptArgument = string | number | Buffer;

/**
 * Runs a script in one atomic step. In a cluster its keys must share a hash tag.
 * @throws AppError `store_unavailable` or `store_refused`.
 */
export type RunScript<Reply> = (
  redis: RedisClient,
  keys: readonly string[],
  args?: readonly ScriptArgument[],
) => Promise<Reply>;

type Command = (keyCount: number, ...keysAndArgs: ScriptArgument[]) => Promise<unknown>;

/**
 * Defines a Lua script. `Reply` is what the script returns, as ioredis decodes it. This is not
 * checked.
 *
 * ioredis sends the text (EVAL) once for each connection, also to each node of a cluster, and its
 * digest (EVALSHA) after that. If a server has lost the script (SCRIPT FLUSH), ioredis sends the
 * text again: NOSCRIPT means that nothing ran.
 */
export function defineScript<Reply>(lua: string): RunScript<Reply> {
  // BullMQ defines its commands on the same clients, so our names must not collide with them.
  const name = `tickerspan:${createHash('sha1').update(lua).digest('hex')}`;
  return (redis, keys, args = []) => {
    if (!(name in redis)) redis.defineCommand(name, { lua });
    const run = (redis as unknown as Readonly<Record<string, Command>>)[name];
    return orUnavailable(async () => (await run?.call(redis, keys.length, ...keys, ...args)) as Reply);
  };
}
