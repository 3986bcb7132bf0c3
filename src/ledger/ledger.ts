import { batched } from '../async/batched.ts';
import { orUnavailable, type RedisClient } from '../redis/connect.ts';
import { repliesTo } from '../redis/replies.ts';
import type { RunScript, ScriptArgument } from '../redis/scripts.ts';
import {
  type Fields,
  type LedgerReport,
  type LedgerRow,
  type LedgerTotals,
  rowsOf,
  totalsOf,
} from './ledger-report.ts';
import { closeScript, countScript, openScript, reopenScript, tidySizesScript } from './ledger-scripts.ts';

/** How an article that was accepted has ended. `expired` and `deleted`: before it was enriched. `lost`: it is in the ledger, but nothing is stored of it. */
export type Ending = 'enriched' | 'failed' | 'expired' | 'deleted' | 'lost';

/** What the ledger knows an article by. */
export interface LedgerEntry {
  readonly id: string;
  /** As in `ArticleRecord`. */
  readonly generation: string;
  readonly source: string | null;
  /** ISO 8601, UTC: everything about it is recorded in this hour. */
  readonly receivedAt: string;
  /** Present while a failed article is retried: it is in flight once more, and not accepted twice. */
  readonly reopenKey?: string;
  /** Of its body; unset: not known. */
  readonly bytes?: number;
}

export type OpenEntry = Pick<LedgerEntry, 'id' | 'generation'>;

export interface LedgerQuery {
  /** From and to which hour, both included. */
  readonly from: Date;
  readonly to: Date;
  /** Unset: all. */
  readonly source?: string | undefined;
}

/** Of the ledger's keys. They share a hash tag of their own: in a cluster an article's keys lie elsewhere. */
const KEYS = {
  open: 'tickerspan:{ledger}:open',
  since: 'tickerspan:{ledger}:since',
  totals: 'tickerspan:{ledger}:totals',
  recent: 'tickerspan:{ledger}:recent',
  sizes: 'tickerspan:{ledger}:sizes',
  rows: 'tickerspan:{ledger}:row:',
};

/** How long an hour's row is kept. */
export const ROW_SECONDS = 35 * 86_400;

/** So many fields an hour's row may have: sources are named from outside, and the rest are recorded together. */
const MAX_FIELDS = 5000;
const MAX_SOURCE_LENGTH = 100;
/** More than arrive in one millisecond. */
const PAGE = 5000;
const HOUR_MS = 3_600_000;

/**
 * Records every accepted article and what became of it. An article is open until it is closed, once, in the hour and under the source it came from.
 * Every step may be repeated. Every Redis failure is a `store_unavailable`.
 */
export class Ledger {
  readonly #redis: RedisClient;
  readonly #opened = batched((entries: readonly LedgerEntry[]) =>
    this.#run(openScript, entries.flatMap(fieldsOf)),
  );
  readonly #closed = batched((closings: readonly Closing[]) => this.#run(closeScript, closings.flat()));
  readonly #counted = batched((counts: readonly Count[]) => this.#run(countScript, counts.flat()));

  constructor(redis: RedisClient) {
    this.#redis = redis;
  }

  /** Records an article as accepted, or as in flight once more. It counts once, however often and however late it is repeated. */
  async open(entry: LedgerEntry): Promise<void> {
    const { id, generation, source, receivedAt, reopenKey } = entry;
    if (reopenKey === undefined) await this.#opened(entry);
    else await this.#run(reopenScript, [id, generation, hourOf(receivedAt), nameOf(source), reopenKey]);
  }

  /** Closes an open entry (only if `generation` matches, when given). Returns whether one was closed. */
  async close(id: string, ending: Ending, generation = ''): Promise<boolean> {
    return (await this.#closed([id, generation, ending])) === 1;
  }

  /** Counts a submission that was known already. */
  async noteDuplicate(source: string | null, now: Date): Promise<void> {
    await this.#counted([hourOf(now.toISOString()), nameOf(source), 'duplicates', 1]);
  }

  /** Adds `count`, which may be negative, to the accepted articles of a row that does not balance. */
  async correct({ hour, source }: LedgerRow, count: number): Promise<void> {
    await this.#counted([hourOf(hour), nameOf(source), 'accepted', count]);
  }

  /** Adds `count` to the accepted articles in the totals alone, for hours whose rows are gone. */
  async correctTotals(count: number): Promise<void> {
    await orUnavailable(() => this.#redis.hincrby(KEYS.totals, 'accepted', count));
  }

  async totals(): Promise<LedgerTotals> {
    // In one step: what is read between two changes of the ledger does not balance.
    const [fields, inFlight, ids] = await repliesTo<[Fields, number, readonly string[]]>(
      this.#redis.multi().hgetall(KEYS.totals).hlen(KEYS.open).zrange(KEYS.since, 0, '0'),
    );
    const [id] = ids;
    const oldest = id === undefined ? null : await orUnavailable(() => this.#redis.zscore(KEYS.since, id));
    return totalsOf(fields, inFlight, oldest);
  }

  /** The rows of some hours, each held against what of it is open. */
  async report({ from, to, source }: LedgerQuery): Promise<LedgerReport> {
    const first = Math.floor(from.getTime() / HOUR_MS);
    const last = Math.floor(to.getTime() / HOUR_MS);
    const hours = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) =>
      hourOf(new Date((first + index) * HOUR_MS).toISOString()),
    );
    const transaction = this.#redis.multi().hgetall(KEYS.totals).hvals(KEYS.open);
    for (const hour of hours) transaction.hgetall(KEYS.rows + hour);
    const [fields, open, ...rows] = await repliesTo<[Fields, readonly string[], ...Fields[]]>(transaction);
    const recorded = new Map(hours.map((hour, index) => [hour, rows[index] ?? {}]));
    const { oldestInFlightAt } = await this.totals();
    const totals = { ...totalsOf(fields, open.length, null), oldestInFlightAt };
    const name = source === undefined ? undefined : nameOf(source);
    return { totals, rows: rowsOf({ open, recorded, source: name }) };
  }

  /** What is open since before an instant, the oldest first; what is closed meanwhile is left out, and nothing else. */
  async *openBefore(instant: Date): AsyncGenerator<OpenEntry, void, undefined> {
    let [least, last] = [0, ''];
    for (;;) {
      // By score and name, as Redis orders them: places shift while others are closed.
      const page = await orUnavailable(() =>
        this.#redis.zrangebyscore(KEYS.since, least, `(${instant.getTime()}`, 'WITHSCORES', 'LIMIT', 0, PAGE),
      );
      const entries = pairsIn(page).filter(({ id, at }) => at > least || id > last);
      if (entries.length === 0) return;
      const kept = await orUnavailable(() => this.#redis.hmget(KEYS.open, ...entries.map(({ id }) => id)));
      for (const [index, { id }] of entries.entries()) {
        const generation = kept[index]?.split(' ')[0];
        if (generation !== undefined) yield { id, generation };
      }
      const { id, at } = entries.at(-1) ?? { id: last, at: least };
      [least, last] = [at, id];
    }
  }

  /** How long the bodies of all open articles are together, in bytes, as far as it is known. */
  async bytesInFlight(): Promise<number> {
    return Number((await orUnavailable(() => this.#redis.hget(KEYS.sizes, ''))) ?? 0);
  }

  /** Forgets the sizes of what is no longer open. */
  async tidySizes(): Promise<void> {
    await this.#run(tidySizesScript, []);
  }

  async isOpen(id: string): Promise<boolean> {
    return (await orUnavailable(() => this.#redis.hexists(KEYS.open, id))) === 1;
  }

  async #run<Reply>(script: RunScript<Reply>, args: readonly ScriptArgument[]): Promise<Reply> {
    const { open, since, totals, recent, sizes, rows } = KEYS;
    const keys = [open, since, totals, recent, sizes];
    return await script(this.#redis, keys, [rows, ROW_SECONDS, MAX_FIELDS, ...args]);
  }
}

/** `id score` of a page; where so many have one score that a page is not enough, the rest is left out. */
function pairsIn(page: readonly unknown[]): readonly { readonly id: string; readonly at: number }[] {
  const flat = page.flat().map(String);
  return flat.flatMap((id, index) => (index % 2 === 0 ? [{ id, at: Number(flat[index + 1]) }] : []));
}

type Closing = readonly [id: string, generation: string, ending: string];
type Count = readonly [hour: string, source: string, outcome: string, count: number];

function fieldsOf({
  id,
  generation,
  source,
  receivedAt,
  bytes = 0,
}: LedgerEntry): readonly (string | number)[] {
  return [id, generation, hourOf(receivedAt), nameOf(source), Date.parse(receivedAt), bytes];
}

/** `2026-11-25T19` of an instant in ISO 8601, UTC. */
function hourOf(instant: string): string {
  return instant.slice(0, 13);
}

function nameOf(source: string | null): string {
  return (source ?? '').slice(0, MAX_SOURCE_LENGTH);
}
