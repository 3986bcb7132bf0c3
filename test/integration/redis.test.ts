import { Redis } from 'ioredis';
import { maskRedisUrl } from '../../src/redis.ts';
import { checkRedis } from '../../src/redis-check.ts';
import { startRedis } from '../support/start-redis.ts';

test('a Redis that evicts and keeps no append-only file is warned of, fault by fault', async () => {
  await using server = await startRedis('--maxmemory-policy', 'allkeys-lru', '--appendonly', 'no');
  const redis = new Redis(server.url);
  const warnings = await checkRedis(redis);
  redis.disconnect();
  expect(warnings).toHaveLength(2);
  expect(warnings[0]).toContain('set maxmemory-policy noeviction');
  expect(warnings[1]).toContain('set appendonly yes');
});

test('a Redis set up as it should be is not warned of', async () => {
  await using server = await startRedis();
  const redis = new Redis(server.url);
  expect(await checkRedis(redis)).toEqual([]);
  redis.disconnect();
});

test('a Redis URL is logged without its password', () => {
  expect(maskRedisUrl('redis://user:pa:ss@example:6379/0')).toBe('redis://user:***@example:6379/0');
  expect(maskRedisUrl('rediss://:secret@example')).toBe('rediss://:***@example');
  expect(maskRedisUrl('redis://127.0.0.1:6379')).toBe('redis://127.0.0.1:6379');
});
