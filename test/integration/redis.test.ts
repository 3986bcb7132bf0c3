import { Redis } from 'ioredis';
import { describeRedis, maskRedisUrl } from '../../src/redis.ts';
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

test('a group is logged by its servers, without what they are told', () => {
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
