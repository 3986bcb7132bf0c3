import type { Redis } from 'ioredis';
import { primariesOf, type RedisClient } from './connect.ts';

// An example of each command that we or BullMQ send. Its arguments must be valid: Redis checks
// their number before the permission.
const ARTICLE = 'tickerspan:{permission-probe}';
const JOB = '{tickerspan}:permission-probe';
const CHANNEL = 'tickerspan:permission-probe';
const EXAMPLES: readonly (readonly string[])[] = [
  ...['exists', 'get', 'hgetall', 'hkeys', 'hlen', 'hvals', 'incr', 'llen', 'lpop', 'persist', 'pexpiretime'],
  ...['pttl', 'rpop', 'scard', 'smembers', 'strlen', 'type', 'xlen', 'zcard', 'zpopmin', 'del'],
].map((name) => [name, ARTICLE]);
const WITH_ARGUMENTS: readonly (readonly string[])[] = [
  ['bzpopmin', JOB, '1'],
  ['client', 'list'],
  ['client', 'setname', 'x'],
  ['eval', 'return 1', '1', ARTICLE],
  ['evalsha', '0'.repeat(40), '1', JOB],
  ['expire', ARTICLE, '1'],
  ['getrange', ARTICLE, '0', '0'],
  ['hdel', ARTICLE, 'x'],
  ['hexists', ARTICLE, 'x'],
  ['hget', ARTICLE, 'x'],
  ['hincrby', ARTICLE, 'x', '1'],
  ['incrby', ARTICLE, '1'],
  ['hmget', ARTICLE, 'x'],
  ['hmset', JOB, 'x', '1'],
  ['hset', ARTICLE, 'x', '1'],
  ['hsetnx', ARTICLE, 'x', '1'],
  ['info'],
  ['lindex', JOB, '0'],
  ['lpos', JOB, 'x'],
  ['lpush', JOB, 'x'],
  ['lrange', JOB, '0', '0'],
  ['lrem', JOB, '0', 'x'],
  ['lset', JOB, '0', 'x'],
  ['ltrim', JOB, '0', '0'],
  ['mget', ARTICLE],
  ['pexpire', ARTICLE, '1'],
  ['pexpireat', ARTICLE, '1'],
  ['ping'],
  ['publish', CHANNEL, 'x'],
  ['rename', JOB, JOB],
  ['rpoplpush', JOB, JOB],
  ['rpush', JOB, 'x'],
  ['sadd', JOB, 'x'],
  ['scan', '0'],
  ['set', ARTICLE, 'x'],
  ['sismember', JOB, 'x'],
  ['srem', JOB, 'x'],
  ['subscribe', CHANNEL],
  ['time'],
  ['xadd', JOB, '*', 'x', '1'],
  ['xdel', ARTICLE, '0-1'],
  ['xrange', ARTICLE, '-', '+'],
  ['xread', 'STREAMS', ARTICLE, '0'],
  ['xrevrange', ARTICLE, '+', '-'],
  ['xtrim', ARTICLE, 'MAXLEN', '1'],
  ['zadd', ARTICLE, '1', 'x'],
  ['zcount', ARTICLE, '0', '1'],
  ['zrange', ARTICLE, '0', '0'],
  ['zrangebyscore', ARTICLE, '0', '1'],
  ['zrem', ARTICLE, 'x'],
  ['zremrangebyrank', ARTICLE, '0', '0'],
  ['zremrangebyscore', ARTICLE, '0', '1'],
  ['zrevrange', ARTICLE, '0', '0'],
  ['zrevrangebyscore', ARTICLE, '1', '0'],
  ['zscore', ARTICLE, 'x'],
];

/**
 * Every command that the API and the workers need, as an ACL names it: `get`, `client|list`. They
 * also need MULTI and EXEC.
 */
export const NEEDED_COMMANDS: readonly string[] = [...EXAMPLES, ...WITH_ARGUMENTS].map(nameOf);

function nameOf([name = '', subcommand]: readonly string[]): string {
  return name === 'client' ? `${name}|${subcommand}` : name;
}

/**
 * Returns the commands that Redis denies our user, by command or by key. Nothing is executed. The
 * commands are queued in a transaction, where Redis checks permissions, and an invalid command at
 * the end discards the transaction. This needs no permission that we do not need anyway.
 *
 * @throws if Redis cannot be reached.
 */
export async function missingPermissions(redis: RedisClient): Promise<readonly string[]> {
  const missing = await Promise.all(primariesOf(redis).map(missingAt));
  return [...new Set(missing.flat())].sort();
}

async function missingAt(node: Redis): Promise<readonly string[]> {
  // Without MULTI the examples would be executed.
  if (!(await mayUseTransactions(node))) return ['multi'];
  const transaction = node.multi();
  const examples = [...EXAMPLES, ...WITH_ARGUMENTS];
  for (const [name = '', ...rest] of examples) transaction.call(name, ...rest);
  transaction.call('tickerspan-discards-this-transaction');
  try {
    await transaction.exec();
  } catch (error) {
    const { previousErrors } = error as { previousErrors?: readonly RefusedCommand[] };
    if (previousErrors === undefined) throw error;
    return previousErrors
      .filter(({ message }) => message.startsWith('NOPERM'))
      .map(({ command }) => nameOf([command.name, ...command.args]));
  }
  return [];
}

async function mayUseTransactions(node: Redis): Promise<boolean> {
  try {
    await node.multi().ping().exec();
    return true;
  } catch (error) {
    const { message } = error as Error;
    if (/^(?:NOPERM|ERR EXEC without MULTI)/.test(message)) return false;
    // A full Redis discards the transaction, which shows that we may begin one.
    if (message.startsWith('EXECABORT')) return true;
    throw error;
  }
}

interface RefusedCommand extends Error {
  readonly command: { readonly name: string; readonly args: readonly string[] };
}
