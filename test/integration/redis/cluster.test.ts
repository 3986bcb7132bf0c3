import { once } from 'node:events';
import type { Cluster } from 'ioredis';
import { ArticleFeed } from '../../../src/feed/article-feed.ts';
import { FeedTail } from '../../../src/feed/feed-tail.ts';
import { createEnrichmentQueue } from '../../../src/queue/enrichment-queue.ts';
import { IntakeGate } from '../../../src/queue/intake-gate.ts';
import { connectRedis, connectSubscriber, type RedisClient } from '../../../src/redis/connect.ts';
import {
  LISTENER_CONNECTION,
  PRODUCER_CONNECTION,
  WORKER_CONNECTION,
} from '../../../src/redis/connections.ts';
import { answersTo } from '../../../src/redis/many-keys.ts';
import type { RedisTarget } from '../../../src/redis/target.ts';
import { freePort } from '../../support/start-redis.ts';
import { ask, type RedisGroup, startRedisCluster } from '../../support/start-redis-group.ts';
import { until } from '../../support/until.ts';

const ignore = (): void => {};
const access = { username: undefined, password: undefined, database: 0, tls: false };
const addressAt = (port: number) => ({ host: '127.0.0.1', port });

let cluster: RedisGroup;
let target: Extract<RedisTarget, { kind: 'cluster' }>;
let redis: Cluster;

beforeEach(async () => {
  cluster = await startRedisCluster();
  target = { kind: 'cluster', nodes: cluster.servers.map(({ port }) => addressAt(port)), access };
  redis = connectRedis(target, PRODUCER_CONNECTION, ignore) as Cluster;
  await once(redis, 'ready');
});

afterEach(async () => {
  redis.disconnect();
  await cluster[Symbol.asyncDispose]();
});

// These are on the first, second and third primary.
const KEYS = ['b', 'c', 'a'];

test('one call reads and writes keys on several primaries, and a failed primary affects only its own keys', async () => {
  const errors: unknown[] = [];
  const note = (error: unknown) => void errors.push(error);
  await answersTo(
    redis,
    [...KEYS, ...KEYS].map((key) => ['set', key, `at ${key}`] as const),
    note,
  );
  const read = (...keys: string[]) =>
    answersTo(
      redis,
      keys.map((key) => ['get', key] as const),
      note,
    );
  expect(await read(...KEYS, 'd')).toEqual(['at b', 'at c', 'at a', null]);
  expect(errors).toEqual([]);
  await cluster.servers[1]?.kill();
  const values = await until('the loss to be noticed', async () => {
    const found = await read(...KEYS, 'c');
    return found.includes(undefined) && found;
  });
  expect(values).toEqual(['at b', undefined, 'at a', undefined]);
  // Two commands failed, and only one failure is reported.
  expect(errors).toHaveLength(1);
});

test('the fullest primary decides whether articles are accepted, whichever it is', async () => {
  let now = Date.now();
  const queue = createEnrichmentQueue(redis, ignore);
  const gate = new IntakeGate(queue.bull, redis, {
    maxQueueAgeSeconds: 300,
    minRedisHeadroom: 0.05,
    now: () => now,
  });
  const isRefused = () => gate.check().then(ignore, () => true);
  for (const server of cluster.servers) {
    const used = Number(/used_memory:(\d+)/.exec(await ask(server, (node) => node.info('memory')))?.[1]);
    await ask(server, (node) => node.config('SET', 'maxmemory', Math.round(used * 1.02)));
    for (let seconds = 0; seconds < 5; seconds += 1) {
      now += 1000;
      await until('a refusal', isRefused);
    }
    await ask(server, (node) => node.config('SET', 'maxmemory', 0));
  }
  await queue.close();
});

test('a subscriber continues with the next node if one is down, and hears messages from every node', async () => {
  const dead = await Promise.all([freePort(), freePort()]);
  const alive = cluster.servers[2]?.port ?? 0;
  const nodes = [...dead, alive].map(addressAt);
  const subscriber = connectSubscriber({ ...target, nodes }, LISTENER_CONNECTION, ignore);
  using _subscriber = { [Symbol.dispose]: () => subscriber.disconnect() };
  const heard: string[] = [];
  await until('the running node to be found', () => subscriber.status === 'ready');
  await subscriber.subscribe('finished');
  subscriber.on('message', (_channel, text) => heard.push(text));
  for (const [index, server] of cluster.servers.entries())
    await ask(server, (node) => node.publish('finished', String(index)));
  await until('all to be received', () => heard.length === 3);
});

test('the tail of the feed closes while the cluster is away', async () => {
  const feed = new ArticleFeed(redis, { maxLength: 100 });
  const reading: RedisClient[] = [];
  const connect = (): RedisClient => {
    const client = connectRedis(target, WORKER_CONNECTION, ignore);
    reading.push(client);
    return client;
  };
  const tail = new FeedTail({ feed, connect });
  using _listener = tail.listen();
  const reads = async (): Promise<boolean> => {
    const lists = cluster.servers.map((server) => ask(server, (node) => node.client('LIST')));
    return /\bcmd=xread\b/.test(String(await Promise.all(lists)));
  };
  await until('the read to begin', reads);
  for (const server of cluster.servers) await server.kill();
  await until('the loss to be noticed', () => reading[0]?.status === 'reconnecting');
  // The servers stay away, so closing would never end if it waited for them.
  await tail.close();
});
