import { once } from 'node:events';
import { Redis } from 'ioredis';
import { connectRedis, primariesOf, type RedisClient } from '../../../src/redis/connect.ts';
import { PRODUCER_CONNECTION, WORKER_CONNECTION } from '../../../src/redis/connections.ts';
import { defineScript } from '../../../src/redis/scripts.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { startRedisCluster } from '../../support/start-redis-group.ts';

const setAndEcho = defineScript<readonly string[]>(`
redis.call('SET', KEYS[1], ARGV[1])
return { KEYS[1], ARGV[1] }`);

let server: RedisServer;
let redis: Redis;

beforeEach(async () => {
  server = await startRedis();
  redis = connectRedis(server.target, WORKER_CONNECTION, () => {});
  await once(redis, 'ready');
});

afterEach(async () => {
  redis.disconnect();
  await server[Symbol.asyncDispose]();
});

/** Returns how often the server received the text of a script, and how often its digest. */
async function sent(client: RedisClient): Promise<{ readonly eval: number; readonly evalsha: number }> {
  const stats = await Promise.all(primariesOf(client).map((node) => node.info('commandstats')));
  const calls = (name: string): number =>
    stats
      .map((text) => Number(new RegExp(`^cmdstat_${name}:calls=(\\d+)`, 'm').exec(text)?.[1] ?? 0))
      .reduce((sum, count) => sum + count, 0);
  return { eval: calls('eval'), evalsha: calls('evalsha') };
}

test('a connection sends the text of a script once, and its digest after that', async () => {
  for (const value of ['a', 'b', 'c'])
    expect(await setAndEcho(redis, ['key'], [value])).toEqual(['key', value]);
  expect(await sent(redis)).toEqual({ eval: 1, evalsha: 2 });
  expect(await redis.get('key')).toBe('c');
});

test('a script is sent again after the server has forgotten it', async () => {
  await setAndEcho(redis, ['key'], ['a']);
  await redis.script('FLUSH');
  expect(await setAndEcho(redis, ['key'], ['b'])).toEqual(['key', 'b']);
  expect(await setAndEcho(redis, ['key'], ['c'])).toEqual(['key', 'c']);
  // The digest that the server did not know, and the one after the text.
  expect(await sent(redis)).toEqual({ eval: 2, evalsha: 2 });
});

test('concurrent scripts all succeed after the server has forgotten them', async () => {
  await setAndEcho(redis, ['key'], ['a']);
  await redis.script('FLUSH');
  const values = Array.from({ length: 20 }, (_, index) => String(index));
  const replies = await Promise.all(values.map((value) => setAndEcho(redis, ['key'], [value])));
  expect(replies).toEqual(values.map((value) => ['key', value]));
});

test('a script runs on a server that has restarted', async () => {
  await setAndEcho(redis, ['key'], ['a']);
  await server.restart();
  expect(await setAndEcho(redis, ['key'], ['b'])).toEqual(['key', 'b']);
  expect(await sent(redis)).toEqual({ eval: 1, evalsha: 0 });
});

test('a key prefix is added to the keys of a script and to nothing else', async () => {
  const prefixed = new Redis(server.url, { keyPrefix: 'before:' });
  expect(await setAndEcho(prefixed, ['key'], ['a'])).toEqual(['before:key', 'a']);
  expect(await setAndEcho(prefixed, ['key'], ['b'])).toEqual(['before:key', 'b']);
  prefixed.disconnect();
});

test('a script receives bytes unchanged', async () => {
  const bytes = Buffer.from([0, 255, 128, 10]);
  await defineScript<null>(`redis.call('SET', KEYS[1], ARGV[1])`)(redis, ['key'], [bytes]);
  expect(await redis.getBuffer('key')).toEqual(bytes);
});

test('errors of scripts are application errors', async () => {
  await redis.rpush('list', 'x');
  const get = defineScript<string>(`return redis.call('GET', KEYS[1])`);
  await expect(get(redis, ['list'])).rejects.toMatchObject({ code: 'store_refused' });
  const producer = connectRedis(server.target, PRODUCER_CONNECTION, () => {});
  await once(producer, 'ready');
  await server.kill();
  await expect(get(producer, ['list'])).rejects.toMatchObject({ code: 'store_unavailable' });
  producer.disconnect();
});

test('a script runs on the primary that has its key, even after that primary has forgotten it', async () => {
  await using group = await startRedisCluster();
  const access = { username: undefined, password: undefined, database: 0, tls: false };
  const nodes = group.servers.map(({ port }) => ({ host: '127.0.0.1', port }));
  const cluster = connectRedis({ kind: 'cluster', nodes, access }, PRODUCER_CONNECTION, () => {});
  await once(cluster, 'ready');
  const keys = ['a', 'b', 'c'];
  const runAll = (value: string) => Promise.all(keys.map((key) => setAndEcho(cluster, [key], [value])));
  expect(await runAll('1')).toEqual(keys.map((key) => [key, '1']));
  expect(await runAll('2')).toEqual(keys.map((key) => [key, '2']));
  // Each of the three keys is on another primary.
  expect(await sent(cluster)).toEqual({ eval: 3, evalsha: 3 });
  await Promise.all(primariesOf(cluster).map((node) => node.script('FLUSH')));
  expect(await runAll('3')).toEqual(keys.map((key) => [key, '3']));
  cluster.disconnect();
}, 60_000);
