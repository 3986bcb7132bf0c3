import { once } from 'node:events';
import { Redis } from 'ioredis';
import { checkRedis } from '../../../src/redis/check.ts';
import { connectRedis } from '../../../src/redis/connect.ts';
import { PRODUCER_CONNECTION } from '../../../src/redis/connections.ts';
import { describeRedis, maskRedisUrl } from '../../../src/redis/target.ts';
import { startRedis } from '../../support/start-redis.ts';

test('the check returns one warning for eviction and one for the missing append-only file', async () => {
  await using server = await startRedis('--maxmemory-policy', 'allkeys-lru', '--appendonly', 'no');
  const redis = new Redis(server.url);
  const warnings = await checkRedis(redis);
  redis.disconnect();
  expect(warnings).toHaveLength(2);
  expect(warnings[0]).toContain('set maxmemory-policy noeviction');
  expect(warnings[1]).toContain('set appendonly yes');
});

test('the check returns nothing for a correct configuration', async () => {
  await using server = await startRedis();
  const redis = new Redis(server.url);
  expect(await checkRedis(redis)).toEqual([]);
  redis.disconnect();
});

test('a reply that arrives while the process is busy counts, however late it is read', async () => {
  await using server = await startRedis();
  const behavior = { ...PRODUCER_CONNECTION, commandTimeout: 50 };
  const redis = connectRedis({ kind: 'single', url: server.url }, behavior, () => {});
  await once(redis, 'ready');
  const reply = redis.ping();
  // Writes what was queued, then blocks the event loop for longer than the timeout.
  await new Promise((resolve) => setImmediate(resolve));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  await expect(reply).resolves.toBe('PONG');
  redis.disconnect();
});

test('a command to a Redis that does not answer is given up after its timeout', async () => {
  await using server = await startRedis();
  const behavior = { ...PRODUCER_CONNECTION, commandTimeout: 50 };
  const redis = connectRedis({ kind: 'single', url: server.url }, behavior, () => {});
  await once(redis, 'ready');
  process.kill(server.pid, 'SIGSTOP');
  await expect(redis.ping()).rejects.toThrow('Command timed out');
  process.kill(server.pid, 'SIGCONT');
  redis.disconnect();
});

test.each([
  ['redis://user:pa:ss@example:6379/0', 'redis://user:***@example:6379/0'],
  ['rediss://:secret@example', 'rediss://:***@example'],
  ['redis://127.0.0.1:6379', 'redis://127.0.0.1:6379'],
  ['redis://user:p@ss:w/rd?@example:6379/0', 'redis://user:***@example:6379/0'],
  ['redis://secret-in-place-of-a-user@example', 'redis://:***@example'],
  ['redis://example:6379/0?password=secret', 'redis://example:6379/0'],
  ['redis://[::1]:6379/2', 'redis://[::1]:6379/2'],
  ['redis://user:secret@[::1]:6379', 'redis://user:***@[::1]:6379'],
])('the Redis URL %s is logged as %s', (url, masked) => {
  expect(maskRedisUrl(url)).toBe(masked);
});

test('a cluster or sentinel group is logged by its servers, without credentials', () => {
  const access = { username: 'user', password: 'secret', database: 0, tls: true };
  const servers = [
    { host: '10.0.0.1', port: 26379 },
    { host: '10.0.0.2', port: 26379 },
  ];
  expect(describeRedis({ kind: 'cluster', nodes: servers, access })).toBe(
    'cluster 10.0.0.1:26379,10.0.0.2:26379',
  );
  expect(
    describeRedis({
      kind: 'sentinel',
      sentinels: servers,
      name: 'articles',
      sentinelPassword: 'word',
      access,
    }),
  ).toBe('articles of sentinels 10.0.0.1:26379,10.0.0.2:26379');
});
