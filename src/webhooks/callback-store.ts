import { z } from 'zod';
import { keysOf } from '../articles/lifecycle/article-record.ts';
import { orUnavailable, type RedisClient } from '../redis/connect.ts';
import { defineScript } from '../redis/scripts.ts';
import { sha256 } from '../sha256.ts';

/** How many callers may ask to be called back about one article. */
export const MAX_CALLBACKS = 100;

const deliverySchema = z.strictObject({
  state: z.enum(['queued', 'delivered', 'failed', 'superseded']),
  revision: z.number(),
  /** The field of the callback's URL in `callbacks`. */
  callback: z.string(),
  /** ISO 8601, UTC. */
  queuedAt: z.string(),
  /** Why it failed. */
  reason: z.string().optional(),
});

/** The state of one message to one callback about one revision of an article. */
export type Delivery = z.infer<typeof deliverySchema>;

export interface KnownDelivery extends Delivery {
  /** The `webhook-id`: the same for every attempt. */
  readonly id: string;
}

/**
 * The result of storing a callback. `finished` and `unfinished` describe the article; otherwise
 * nothing was stored.
 */
export type CallbackStored = 'finished' | 'unfinished' | 'expired' | 'full';

/**
 * Stores who wants to be called back about an article, and what became of it. Two hashes beside the
 * article hold this: `callbacks` (the URLs) and `deliveries`. They share its hash tag and expire
 * with it.
 *
 * Every Redis failure is a `store_unavailable` or `store_refused`.
 */
export class CallbackStore {
  readonly #redis: RedisClient;

  constructor(redis: RedisClient) {
    this.#redis = redis;
  }

  /**
   * Stores a callback, once, however often it is asked for. Whichever process finishes the article
   * later finds it. If the result is `finished`, the process that finished the article may have
   * missed it.
   */
  async store(id: string, url: string): Promise<CallbackStored> {
    const { record, callbacks } = keysOf(id);
    const field = digestOf(url);
    return await storeScript(this.#redis, [record, callbacks], [field, url, MAX_CALLBACKS]);
  }

  /**
   * Returns the deliveries that the revision of a finished article owes, each recorded as queued.
   * Returns none while the article is unfinished. A delivery that was recorded before is returned
   * as it is, or with `again` recorded as queued again.
   */
  async open(id: string, now: Date, { again = false } = {}): Promise<readonly KnownDelivery[]> {
    const { record, callbacks, deliveries } = keysOf(id);
    const [fields, ids] = await orUnavailable(() =>
      Promise.all([
        this.#redis.hmget(record, 'status', 'revision', 'receivedAt'),
        this.#redis.hkeys(callbacks),
      ]),
    );
    const [status, revision, receivedAt] = fields;
    if (ids.length === 0 || (status !== 'enriched' && status !== 'failed')) return [];
    const opened = ids.map((callback): KnownDelivery => {
      // An article that is accepted again after its expiry has new messages.
      // A failed article may be enriched later under the same revision, which is another message.
      const ending = status === 'failed' ? [status] : [];
      const about = JSON.stringify([id, receivedAt, revision, callback, ...ending]);
      return {
        id: `msg_${digestOf(about)}`,
        state: 'queued',
        revision: Number(revision),
        callback,
        queuedAt: now.toISOString(),
      };
    });
    const command = again ? 'HSET' : 'HSETNX';
    const pairs = opened.flatMap(({ id: delivery, ...recorded }) => [delivery, JSON.stringify(recorded)]);
    const recorded = await openScript(this.#redis, [record, deliveries], [command, ...pairs]);
    return recorded.map((text, index) => ({ id: opened[index]?.id ?? '', ...parseDelivery(text) }));
  }

  /** Returns a delivery and the URL that it goes to; undefined if the article is gone. */
  async read(id: string, delivery: string): Promise<(KnownDelivery & { url: string }) | undefined> {
    const { callbacks, deliveries } = keysOf(id);
    return await orUnavailable(async () => {
      const text = await this.#redis.hget(deliveries, delivery);
      if (text === null) return undefined;
      const recorded = parseDelivery(text);
      const url = await this.#redis.hget(callbacks, recorded.callback);
      return url === null ? undefined : { id: delivery, ...recorded, url };
    });
  }

  /** Records what became of a delivery. If the article is gone, nothing is recorded. */
  async settle(
    id: string,
    { id: delivery, state, revision, callback, queuedAt, reason }: KnownDelivery,
  ): Promise<void> {
    const recorded: Delivery = {
      state,
      revision,
      callback,
      queuedAt,
      ...(reason === undefined ? {} : { reason }),
    };
    await settleScript(this.#redis, [keysOf(id).deliveries], [delivery, JSON.stringify(recorded)]);
  }
}

const storeScript = defineScript<CallbackStored>(`
local expiry = redis.call('PEXPIRETIME', KEYS[1])
if expiry < 0 then return 'expired' end
if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 0 then
  if redis.call('HLEN', KEYS[2]) >= tonumber(ARGV[3]) then return 'full' end
  redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
end
-- Also for a callback that was stored before: that run may have stopped before this line.
redis.call('PEXPIREAT', KEYS[2], expiry)
local status = redis.call('HGET', KEYS[1], 'status')
if status == 'enriched' or status == 'failed' then return 'finished' end
return 'unfinished'`);

const openScript = defineScript<readonly string[]>(`
local expiry = redis.call('PEXPIRETIME', KEYS[1])
if expiry < 0 then return {} end
local noted = {}
for i = 2, #ARGV, 2 do
  redis.call(ARGV[1], KEYS[2], ARGV[i], ARGV[i + 1])
  noted[#noted + 1] = redis.call('HGET', KEYS[2], ARGV[i])
end
redis.call('PEXPIREAT', KEYS[2], expiry)
return noted`);

const settleScript = defineScript<null>(`
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end`);

function parseDelivery(text: string): Delivery {
  return deliverySchema.parse(JSON.parse(text));
}

/** Returns 128 bits of a SHA-256, in hexadecimal. */
function digestOf(text: string): string {
  return sha256(text).slice(0, 32);
}
