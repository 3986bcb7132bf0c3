import { randomUUID } from 'node:crypto';
import { STORE_CLOCK } from '../../redis/clock.ts';
import { orUnavailable, type RedisClient } from '../../redis/connect.ts';
import { defineScript } from '../../redis/scripts.ts';

/** What a request does to an article in more than one step. */
export type StepKind = 'accept' | 'refresh' | 'redeliver' | 'delete';

/** A request that has begun to change an article and may not have come to its end. */
export interface PendingStep {
  readonly kind: StepKind;
  readonly id: string;
  /** The generation of the article that is meant; empty if it does not matter. */
  readonly generation: string;
  /** Its member of the sorted set. */
  readonly member: string;
}

const KEYS = { steps: 'tickerspan:{pending}:steps', turn: 'tickerspan:{pending}:turn' };

/**
 * The requests that are changing articles now. Store, ledger, feed and queue lie in different slots of a cluster, so no single step can change them all.
 * A request is noted here before its first step and taken out after its last one. If its process dies in between, the entry remains,
 * and reconciling finishes the work. Every Redis failure is a `store_unavailable`.
 */
export class PendingSteps {
  readonly #redis: RedisClient;

  constructor(redis: RedisClient) {
    this.#redis = redis;
  }

  /** Notes that a request begins. Two requests about one article are two entries. */
  async begin(kind: StepKind, id: string, generation = ''): Promise<PendingStep> {
    const member = `${kind} ${id} ${generation} ${randomUUID()}`;
    await recordScript(this.#redis, [KEYS.steps], [member]);
    return { kind, id, generation, member };
  }

  /** Takes a request out. It never rejects: an entry that stays is looked at again, and nothing is done twice by that. */
  async end({ member }: PendingStep): Promise<void> {
    await this.#redis.zrem(KEYS.steps, member).catch(() => {});
  }

  /** Has an entry looked at again later. */
  async postpone({ member }: PendingStep): Promise<void> {
    await recordScript(this.#redis, [KEYS.steps], [member]);
  }

  /** Returns the entries that are older than an instant of the store's clock, the oldest first, `limit` at most. */
  async before(instant: Date, limit: number): Promise<readonly PendingStep[]> {
    const members = await orUnavailable(() =>
      this.#redis.zrangebyscore(KEYS.steps, '-inf', `(${instant.getTime()}`, 'LIMIT', 0, limit),
    );
    return members.map((member) => {
      const [kind = '', id = '', generation = ''] = member.split(' ');
      return { kind: kind as StepKind, id, generation, member };
    });
  }

  /** Takes the turn to reconcile for so many milliseconds, by the store's clock; false if another process has it. */
  async takeTurn(milliseconds: number): Promise<boolean> {
    return (await orUnavailable(() => this.#redis.set(KEYS.turn, '1', 'PX', milliseconds, 'NX'))) === 'OK';
  }
}

/** Gives an entry the time of the store's clock. */
const recordScript = defineScript<0 | 1>(`${STORE_CLOCK}
return redis.call('ZADD', KEYS[1], now(), ARGV[1])`);
