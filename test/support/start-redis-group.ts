import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { tracked } from './open-resources.ts';
import { end, freePort, launchRedis, type RedisServer, startRedis } from './start-redis.ts';
import { until } from './until.ts';

export interface RedisGroup extends AsyncDisposable {
  /** The settings by which a process finds the group. */
  readonly env: Readonly<Record<string, string>>;
  /** In a Sentinel group the first is the primary at the start; in a cluster all are primaries. */
  readonly servers: readonly RedisServer[];
}

const addressOf = ({ port }: { readonly port: number }): string => `127.0.0.1:${port}`;

/**
 * Starts a primary, a replica and three sentinels that consider the primary down after half a
 * second.
 */
export async function startSentinelGroup(): Promise<RedisGroup> {
  const fast = ['--repl-diskless-sync-delay', '0'];
  const primary = await startRedis(...fast);
  const replica = await startRedis(...fast, '--replicaof', '127.0.0.1', String(primary.port));
  const sentinels = [
    await startSentinel(primary),
    await startSentinel(primary),
    await startSentinel(primary),
  ];
  const group = {
    env: { REDIS_SENTINELS: sentinels.map(addressOf).join(), REDIS_SENTINEL_NAME: 'articles' },
    servers: [primary, replica],
  };
  await until('the sentinels to know of all', async () => {
    const infos = await Promise.all(
      sentinels.map((sentinel) => ask(sentinel, (redis) => redis.info('sentinel'))),
    );
    return infos.every((info) => /status=ok,.*slaves=1,sentinels=3/.test(info));
  });
  return tracked('sentinel group', group, () => disposeAll([...sentinels, replica, primary]));
}

async function startSentinel(primary: RedisServer): Promise<AsyncDisposable & { readonly port: number }> {
  const directory = await mkdtemp(join(tmpdir(), 'tickerspan-sentinel-'));
  const port = await freePort();
  // A sentinel writes what it discovers into this file.
  const file = join(directory, 'sentinel.conf');
  const lines = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${directory}`,
    `sentinel monitor articles 127.0.0.1 ${primary.port} 2`,
    'sentinel down-after-milliseconds articles 500',
    'sentinel failover-timeout articles 3000',
  ];
  await writeFile(file, lines.join('\n'));
  const child = await launchRedis(port, [file, '--sentinel']);
  return tracked('sentinel', { port }, async () => {
    await end(child, 'SIGKILL');
    await rm(directory, { recursive: true, force: true });
  });
}

const SLOTS = 16_384;

/**
 * Starts a cluster of this many primaries, each with an even share of the slots and without a
 * replica.
 */
export async function startRedisCluster(primaries = 3): Promise<RedisGroup> {
  const nodes: (RedisServer & { readonly busPort: number })[] = [];
  for (let count = 0; count < primaries; count += 1) {
    const busPort = await freePort();
    const settings = ['--cluster-enabled', 'yes', '--cluster-port', String(busPort)];
    const node = await startRedis(...settings, '--cluster-node-timeout', '2000');
    nodes.push(Object.assign(node, { busPort }));
  }
  const [first] = nodes;
  for (const [index, node] of nodes.entries()) {
    const share = [index, index + 1].map((part) => Math.round((part * SLOTS) / primaries));
    await ask(node, async (redis) => {
      await redis.cluster('SET-CONFIG-EPOCH', index + 1);
      await redis.cluster('ADDSLOTSRANGE', share[0] ?? 0, (share[1] ?? SLOTS) - 1);
      if (first && node !== first)
        await redis.call('CLUSTER', 'MEET', '127.0.0.1', first.port, first.busPort);
    });
  }
  await until('the nodes to agree', async () => {
    const infos = await Promise.all(nodes.map((node) => ask(node, (redis) => redis.cluster('INFO'))));
    return infos.every(
      (info) => /cluster_state:ok/.test(info) && info.includes(`cluster_known_nodes:${primaries}\r`),
    );
  });
  const env = { REDIS_CLUSTER_NODES: nodes.map(addressOf).join() };
  return tracked('redis cluster', { env, servers: nodes }, () => disposeAll(nodes));
}

/** Sends a command to one server on a separate connection. */
export async function ask<Answer>(
  { port }: { readonly port: number },
  question: (redis: Redis) => Promise<Answer>,
): Promise<Answer> {
  const redis = new Redis(port, '127.0.0.1');
  redis.on('error', () => {});
  try {
    return await question(redis);
  } finally {
    redis.disconnect();
  }
}

async function disposeAll(resources: readonly AsyncDisposable[]): Promise<void> {
  for (const resource of resources) await resource[Symbol.asyncDispose]();
}
