import { randomUUID } from 'node:crypto';
import { STORE_CLOCK } from '../../redis/clock.ts';
import { orUnavailable, type RedisClient } from '../../redis/connect.ts';
import { defineScript } from '../../redis/scripts.ts';

/** The kinds of requests that change an article in more than one step. */
export type StepKind = 'accept' | 'refresh' | 'redeliver' | 'delete';

/** A request that has begun to change an article, and may not have finished. */
export interface PendingStep {
  readonly kind: StepKind;
  readonly id: string;
  /** The generation that the request changes. Empty: any. */
  readonly generation: string;
  /** The entry in the sorted set. */
  readonly member: string;
}

const KEYS = { steps: 'tickerspan:{pending}:steps', turn: 'tickerspan:{pending}:turn' };

/**
 * Records the requests that are changing articles now. In a cluster, store, ledger, feed and queue
 * are in different slots, so no single step can change them all. A request is recorded before its
 * first step, and removed after its last one. If its process dies in between, the entry remains,
 * and reconciling finishes the work.
 *
 * Every Redis failure is a `store_unavailable` or `store_refused`.
 */
export class PendingSteps {
  readonly #redis: RedisClient;

  constructor(redis: RedisClient) {
    this.#redis = redis;
  }

  /** Records that a request begins. Two requests about one article are two entries. */
  async begin(kind: StepKind, id: string, generation = ''): Promise<PendingStep> {
    const member = `${kind} ${id} ${generation} ${randomUUID()}`;
    await recordScript(this.#redis, [KEYS.steps], [member]);
    return { kind, id, generation, member };
  }

  /**
   * Removes a request. It never rejects: reconciling looks at a remaining entry again, which does
   * no harm.
   */
  async end({ member }: PendingStep): Promise<void> {
    await this.#redis.zrem(KEYS.steps, member).catch(() => {});
  }

  /** Postpones an entry, so that reconciling looks at it again later. */
  async postpone({ member }: PendingStep): Promise<void> {
    await recordScript(this.#redis, [KEYS.steps], [member]);
  }

  /**
   * Returns up to `limit` entries that are older than an instant of the store's clock, the oldest
   * first.
   */
  async before(instant: Date, limit: number): Promise<readonly PendingStep[]> {
    const members = await orUnavailable(() =>
      this.#redis.zrangebyscore(KEYS.steps, '-inf', `(${instant.getTime()}`, 'LIMIT', 0, limit),
    );
    return members.map((member) => {
      const [kind = '', id = '', generation = ''] = member.split(' ');
      return { kind: kind as StepKind, id, generation, member };
    });
  }

  /**
   * Takes the turn to reconcile for this many milliseconds, by the store's clock. Returns false if
   * another process has it.
   */
  async takeTurn(milliseconds: number): Promise<boolean> {
    return (await orUnavailable(() => this.#redis.set(KEYS.turn, '1', 'PX', milliseconds, 'NX'))) === 'OK';
  }
}

/** Records an entry with the time of the store's clock. */
const recordScript = defineScript<0 | 1>(`${STORE_CLOCK}
return redis.call('ZADD', KEYS[1], now(), ARGV[1])`);
