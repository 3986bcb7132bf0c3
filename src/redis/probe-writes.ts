import calculateSlot from 'cluster-key-slot';
import { Cluster } from 'ioredis';
import type { RedisClient } from './connect.ts';

/**
 * Writes one small key on every primary. The key expires after a second. Only a write shows that
 * Redis is full, is read-only, has lost its replicas or cannot write its append-only file: it still
 * answers reads and `INFO`.
 *
 * @throws Error with Redis' reply (`OOM …`, `MISCONF …`, `READONLY …`, `NOREPLICAS …`) if a primary
 * refuses.
 */
export async function probeWrites(redis: RedisClient): Promise<void> {
  const keys = redis instanceof Cluster ? keysOnEach(redis) : [probeKey(0)];
  await Promise.all(keys.map((key) => redis.set(key, '', 'PX', 1000)));
}

/**
 * Three primaries need about 6 keys to have one each. This many are enough for hundreds of
 * primaries.
 */
const MAX_KEYS_TRIED = 10_000;

/** Returns one key on each primary that owns slots. */
function keysOnEach({ slots }: Cluster): readonly string[] {
  const owners = new Set(slots.flatMap(([owner]) => (owner === undefined ? [] : [owner])));
  const keys = new Map<string, string>();
  for (let number = 0; keys.size < owners.size && number < MAX_KEYS_TRIED; number += 1) {
    const key = probeKey(number);
    const [owner] = slots[calculateSlot(key)] ?? [];
    if (owner !== undefined && !keys.has(owner)) keys.set(owner, key);
  }
  return [...keys.values()];
}

function probeKey(number: number): string {
  return `tickerspan:{write-probe-${number}}`;
}
