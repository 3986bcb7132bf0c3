import { primariesOf, type RedisClient } from './connect.ts';

/**
 * Reads a field of the reply to `INFO`, such as `redis_version`. Returns undefined if it is
 * missing.
 */
export function infoField(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
}

/** Reads how many bytes a Redis uses, and its `maxmemory`, or 0 if it has none. */
export function memoryIn(info: string): { readonly used: number; readonly max: number } {
  return {
    used: Number(infoField(info, 'used_memory') ?? 0),
    max: Number(infoField(info, 'maxmemory') ?? 0),
  };
}

/**
 * Returns the free share of Redis' `maxmemory`, 0 to 1. Returns 1 if there is no `maxmemory`. In a
 * cluster the fullest primary counts.
 */
export async function memoryHeadroom(redis: RedisClient): Promise<number> {
  const memories = await memoriesOf(redis);
  return Math.min(...memories.map(({ used, max }) => (max === 0 ? 1 : 1 - used / max)));
}

/**
 * Returns how many more bytes Redis may take while `minShare` of its `maxmemory` stays free.
 * Negative if less is free already, Infinity if there is no `maxmemory`. In a cluster, all
 * primaries count as if they were as full as the fullest.
 */
export async function spareMemory(redis: RedisClient, minShare: number): Promise<number> {
  const memories = await memoriesOf(redis);
  const spares = memories.map(({ used, max }) => (max === 0 ? Infinity : max * (1 - minShare) - used));
  return Math.min(...spares) * spares.length;
}

async function memoriesOf(redis: RedisClient) {
  const infos = await Promise.all(primariesOf(redis).map((primary) => primary.info('memory')));
  return infos.map(memoryIn);
}
