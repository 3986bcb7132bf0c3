import type { ChainableCommander } from 'ioredis';
import { z } from 'zod';
import { orUnavailable, type RedisClient } from '../redis/connect.ts';
import { sha256 } from '../sha256.ts';

/**
 * A URL that webhooks are sent to, without its query. Callers with the same receiver may differ
 * only in the query.
 */
export type Endpoint = Pick<EndpointState, 'id' | 'url'>;

export function endpointOf(callbackUrl: string): Endpoint {
  const { origin, pathname } = new URL(callbackUrl);
  const url = origin + pathname;
  return { id: `e_${sha256(url).slice(0, 24)}`, url };
}

const count = z.int().min(0);
const instant = z.iso.datetime().nullable();

/** What operators see of an endpoint. */
export const endpointSchema = z.strictObject({
  id: z.string().regex(/^e_[\da-f]{24}$/),
  url: z.string().describe('Without its query, which may hold a secret.'),
  state: z.enum(['active', 'disabled']).describe('Nothing is sent to a disabled endpoint.'),
  reason: z.string().nullable().describe('Why it is disabled.'),
  disabledAt: instant,
  delivered: count.describe('How many webhooks were delivered.'),
  failed: count.describe('How many attempts failed.'),
  consecutiveFailures: count.describe('How many attempts failed since the last delivery.'),
  failingSince: instant,
  lastStatus: z.int().nullable().describe('null: the receiver did not respond.'),
  lastReason: z.string().nullable().describe('Why the last attempt failed.'),
  lastAt: instant,
  lastDeliveredAt: instant,
});

export type EndpointState = Readonly<z.infer<typeof endpointSchema>>;

/**
 * How long an endpoint is kept after its last attempt. This bounds the memory that URLs take
 * which are used once. Disabled endpoints are kept longer.
 */
const MEMORY_SECONDS = { active: 7 * 86_400, disabled: 30 * 86_400 } as const;

/** How many endpoints a list contains at most. */
const MAX_LISTED = 1000;

/**
 * Stores endpoints in Redis: a hash each, and two sorted sets by the time of the last attempt, of
 * all endpoints and of the disabled ones. All keys share a hash tag.
 *
 * Every Redis failure is a `store_unavailable` or `store_refused`.
 */
export class EndpointBoard {
  readonly #redis: RedisClient;

  constructor(redis: RedisClient) {
    this.#redis = redis;
  }

  /** Returns why an endpoint is disabled; null if it is not. */
  async disablement({ id }: Endpoint): Promise<string | null> {
    const [state, reason] = await orUnavailable(() => this.#redis.hmget(keyOf(id), 'state', 'reason'));
    return state === 'disabled' ? (reason ?? '') : null;
  }

  async noteDelivered(endpoint: Endpoint, status: number, at: Date): Promise<void> {
    await this.#note(endpoint, at, (key, multi) =>
      multi
        .hset(key, { lastStatus: status, lastDeliveredAt: at.toISOString(), consecutiveFailures: 0 })
        .hdel(key, 'failingSince', 'lastReason')
        .hincrby(key, 'delivered', 1),
    );
  }

  async noteFailed(endpoint: Endpoint, status: number | null, reason: string, at: Date): Promise<void> {
    await this.#note(endpoint, at, (key, multi) =>
      multi
        .hset(key, { lastStatus: status ?? '', lastReason: reason })
        .hsetnx(key, 'failingSince', at.toISOString())
        .hincrby(key, 'consecutiveFailures', 1)
        .hincrby(key, 'failed', 1),
    );
  }

  /** Disables an endpoint. Nothing is sent there until an operator enables it. */
  async disable(endpoint: Endpoint, reason: string, at: Date): Promise<void> {
    await this.#note(endpoint, at, (key, multi) =>
      multi
        .hset(key, { state: 'disabled', reason, disabledAt: at.toISOString() })
        .expire(key, MEMORY_SECONDS.disabled)
        .zadd(DISABLED, at.getTime(), endpoint.id),
    );
  }

  /** Enables an endpoint. Returns its new state; undefined if it is unknown. */
  async enable(id: string): Promise<EndpointState | undefined> {
    const fields = ['state', 'reason', 'disabledAt', 'consecutiveFailures', 'failingSince'];
    await orUnavailable(() =>
      this.#redis
        .multi()
        .hdel(keyOf(id), ...fields)
        .zrem(DISABLED, id)
        .exec(),
    );
    return (await this.#read([id]))[0];
  }

  /** Returns when a webhook was last delivered there; null if never, as far as is known. */
  async lastDeliveredAt({ id }: Endpoint): Promise<Date | null> {
    const at = await orUnavailable(() => this.#redis.hget(keyOf(id), 'lastDeliveredAt'));
    return at === null ? null : new Date(at);
  }

  /**
   * Returns the disabled endpoints, then the others, each group by the last attempt, the latest
   * first.
   */
  async list(): Promise<readonly EndpointState[]> {
    const [disabled, all] = await orUnavailable(() =>
      Promise.all([DISABLED, ALL].map((key) => this.#redis.zrevrange(key, 0, MAX_LISTED - 1))),
    );
    return await this.#read([...new Set([...(disabled ?? []), ...(all ?? [])])].slice(0, MAX_LISTED));
  }

  async #note(
    { id, url }: Endpoint,
    at: Date,
    change: (key: string, multi: ChainableCommander) => ChainableCommander,
  ): Promise<void> {
    const key = keyOf(id);
    const before = (seconds: number) => at.getTime() - seconds * 1000;
    const begun = this.#redis
      .multi()
      .hset(key, { url, lastAt: at.toISOString() })
      .expire(key, MEMORY_SECONDS.active);
    const multi = change(key, begun)
      .zadd(ALL, at.getTime(), id)
      .zremrangebyscore(ALL, '-inf', before(MEMORY_SECONDS.active))
      .zremrangebyscore(DISABLED, '-inf', before(MEMORY_SECONDS.disabled));
    await orUnavailable(() => multi.exec());
  }

  async #read(ids: readonly string[]): Promise<readonly EndpointState[]> {
    const all = await orUnavailable(() => Promise.all(ids.map((id) => this.#redis.hgetall(keyOf(id)))));
    return all.flatMap((fields, index) => {
      const { url } = fields;
      return url === undefined ? [] : [stateOf({ id: ids[index] ?? '', url }, fields)];
    });
  }
}

const ALL = 'tickerspan:{webhooks}:all';
const DISABLED = 'tickerspan:{webhooks}:disabled';

function keyOf(id: string): string {
  return `tickerspan:{webhooks}:endpoint:${id}`;
}

function stateOf(endpoint: Endpoint, fields: Readonly<Record<string, string>>): EndpointState {
  return {
    ...endpoint,
    state: fields.state === 'disabled' ? 'disabled' : 'active',
    reason: fields.reason ?? null,
    disabledAt: fields.disabledAt ?? null,
    delivered: Number(fields.delivered ?? 0),
    failed: Number(fields.failed ?? 0),
    consecutiveFailures: Number(fields.consecutiveFailures ?? 0),
    failingSince: fields.failingSince ?? null,
    lastStatus: fields.lastStatus ? Number(fields.lastStatus) : null,
    lastReason: fields.lastReason ?? null,
    lastAt: fields.lastAt ?? null,
    lastDeliveredAt: fields.lastDeliveredAt ?? null,
  };
}
