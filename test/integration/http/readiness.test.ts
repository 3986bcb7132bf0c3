import { once } from 'node:events';
import { type Cluster, Redis } from 'ioredis';
import { connectRedis } from '../../../src/redis/connect.ts';
import { PRODUCER_CONNECTION } from '../../../src/redis/connections.ts';
import { probeWrites } from '../../../src/redis/probe-writes.ts';
import { send } from '../../support/client.ts';
import { startRedis } from '../../support/start-redis.ts';
import { startRedisCluster } from '../../support/start-redis-group.ts';
import { startApi } from '../../support/start-service.ts';
import { until } from '../../support/until.ts';

/**
 * Ways to make Redis refuse writes while it answers reads: the state, the error, and the settings
 * that begin and end it.
 */
const REFUSALS = [
  ['is full', 'OOM', ['maxmemory', '1'], ['maxmemory', '0']],
  ['has lost its replicas', 'NOREPLICAS', ['min-replicas-to-write', '1'], ['min-replicas-to-write', '0']],
] as const;

test.each(REFUSALS)(
  '/readyz is not ready while Redis %s, and ready afterwards',
  async (_, reply, begin, end) => {
    await using redis = await startRedis();
    await using api = await startApi(redis.url);
    const client = new Redis(redis.url);
    try {
      await client.config('SET', ...begin);
      const refused = await send(`${api.url}/readyz`);
      expect(refused.status).toBe(503);
      expect(refused.json).toMatchObject({ status: 'not ready' });
      expect(refused.json.redis).toMatch(new RegExp(`^refuses writes: ${reply}`));
      await client.config('SET', ...end);
      expect((await send(`${api.url}/readyz`)).status).toBe(200);
    } finally {
      client.disconnect();
    }
  },
);

test('/readyz is not ready while Redis is a read-only replica', async () => {
  await using redis = await startRedis();
  await using other = await startRedis();
  await using api = await startApi(redis.url);
  const client = new Redis(redis.url);
  try {
    await client.replicaof('127.0.0.1', new URL(other.url).port);
    const refused = await until('Redis to be read-only', async () => {
      const answer = await send(`${api.url}/readyz`);
      return answer.status === 503 && answer;
    });
    expect(refused.json.redis).toMatch(/^refuses writes: READONLY/);
    await client.replicaof('NO', 'ONE');
    await until('the API to be ready', async () => (await send(`${api.url}/readyz`)).status === 200);
  } finally {
    client.disconnect();
  }
});

test('readiness tests writes on each primary of a cluster', async () => {
  await using cluster = await startRedisCluster();
  const nodes = cluster.servers.map(({ port }) => ({ host: '127.0.0.1', port }));
  const access = { username: undefined, password: undefined, database: 0, tls: false };
  const redis = connectRedis({ kind: 'cluster', nodes, access }, PRODUCER_CONNECTION, () => {}) as Cluster;
  try {
    await once(redis, 'ready');
    await probeWrites(redis);
    for (const primary of redis.nodes('master')) {
      await primary.config('SET', 'maxmemory', '1');
      await expect(probeWrites(redis)).rejects.toThrow(/^OOM/);
      await primary.config('SET', 'maxmemory', '0');
    }
  } finally {
    redis.disconnect();
  }
});
