import { primariesOf, type RedisClient } from './connect.ts';

/** A field of the answer to `INFO`, such as `redis_version`. Undefined if it is missing. */
export function infoField(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
}

/** The bytes that a Redis uses, and its `maxmemory`, or 0 if it has none. */
export function memoryIn(info: string): { readonly used: number; readonly max: number } {
  return {
    used: Number(infoField(info, 'used_memory') ?? 0),
    max: Number(infoField(info, 'maxmemory') ?? 0),
  };
}

/**
 * The share of Redis' `maxmemory` that is free, 0 to 1. 1 without a `maxmemory`. In a cluster the
 * fullest primary counts.
 */
export async function memoryHeadroom(redis: RedisClient): Promise<number> {
  const memories = await memoriesOf(redis);
  return Math.min(...memories.map(({ used, max }) => (max === 0 ? 1 : 1 - used / max)));
}

/**
 * Returns how many more bytes Redis may take while `minShare` of its `maxmemory` stays free.
 * Negative if less is free already, Infinity without a `maxmemory`. A cluster counts as if all its
 * primaries were as full as the fullest.
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
