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

/**
 * What became of an accepted article.
 * - `expired`, `deleted`: before it was enriched.
 * - `lost`: the ledger has it, but nothing is stored about it.
 */
export type Ending = 'enriched' | 'failed' | 'expired' | 'deleted' | 'lost';

/** An article as the ledger identifies it. */
export interface LedgerEntry {
  readonly id: string;
  /** As in `ArticleRecord`. */
  readonly generation: string;
  readonly source: string | null;
  /** ISO 8601, UTC. Everything about the article is recorded in this hour. */
  readonly receivedAt: string;
  /** Present while a failed article is retried: it is in flight again, and not accepted twice. */
  readonly reopenKey?: string;
  /** The size of its body. Unset: unknown. */
  readonly bytes?: number;
}

export type OpenEntry = Pick<LedgerEntry, 'id' | 'generation'>;

export interface LedgerQuery {
  /** The first and the last hour, both included. */
  readonly from: Date;
  readonly to: Date;
  /** Unset: all sources. */
  readonly source?: string | undefined;
}

/**
 * The keys of the ledger. They share their own hash tag: in a cluster, an article's keys are in
 * another slot.
 */
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

/**
 * How many fields an hour's row may have. Senders choose the names of sources, so further sources
 * share one row.
 */
const MAX_FIELDS = 5000;
const MAX_SOURCE_LENGTH = 100;
/** Larger than the number of articles that arrive in one millisecond. */
const PAGE = 5000;
const HOUR_MS = 3_600_000;

/**
 * Records every accepted article and what became of it. An article is open until it is closed,
 * once. All of this is recorded under the hour and the source of its acceptance. Every step may be
 * repeated.
 *
 * Every Redis failure is a `store_unavailable` or `store_refused`.
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

  /**
   * Records an article as accepted, or as in flight again. However often and however late this is
   * repeated, the article counts once.
   */
  async open(entry: LedgerEntry): Promise<void> {
    const { id, generation, source, receivedAt, reopenKey } = entry;
    if (reopenKey === undefined) await this.#opened(entry);
    else await this.#run(reopenScript, [id, generation, hourOf(receivedAt), nameOf(source), reopenKey]);
  }

  /**
   * Closes an open entry (only if `generation` matches, when given). Returns whether one was
   * closed.
   */
  async close(id: string, ending: Ending, generation = ''): Promise<boolean> {
    return (await this.#closed([id, generation, ending])) === 1;
  }

  /** Counts a submission of an article that was stored already. */
  async noteDuplicate(source: string | null, now: Date): Promise<void> {
    await this.#counted([hourOf(now.toISOString()), nameOf(source), 'duplicates', 1]);
  }

  /**
   * Adds `count`, which may be negative, to the accepted articles of a row that does not balance.
   */
  async correct({ hour, source }: LedgerRow, count: number): Promise<void> {
    await this.#counted([hourOf(hour), nameOf(source), 'accepted', count]);
  }

  /** Adds `count` to the accepted articles in the totals alone, for hours whose rows are gone. */
  async correctTotals(count: number): Promise<void> {
    await orUnavailable(() => this.#redis.hincrby(KEYS.totals, 'accepted', count));
  }

  async totals(): Promise<LedgerTotals> {
    // One transaction: what is read before and after a change of the ledger does not balance.
    const [fields, inFlight, ids] = await repliesTo<[Fields, number, readonly string[]]>(
      this.#redis.multi().hgetall(KEYS.totals).hlen(KEYS.open).zrange(KEYS.since, 0, '0'),
    );
    const [id] = ids;
    const oldest = id === undefined ? null : await orUnavailable(() => this.#redis.zscore(KEYS.since, id));
    return totalsOf(fields, inFlight, oldest);
  }

  /** Returns the rows of a range of hours, each compared with its open entries. */
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

  /**
   * Returns the entries that were opened before an instant, the oldest first. Only entries that are
   * closed meanwhile are left out.
   */
  async *openBefore(instant: Date): AsyncGenerator<OpenEntry, void, undefined> {
    let [minScore, last] = [0, ''];
    for (;;) {
      // Pages by score and id, in the order of Redis: offsets shift when entries are closed.
      const page = await orUnavailable(() =>
        this.#redis.zrangebyscore(
          KEYS.since,
          minScore,
          `(${instant.getTime()}`,
          'WITHSCORES',
          'LIMIT',
          0,
          PAGE,
        ),
      );
      const entries = pairsIn(page).filter(({ id, at }) => at > minScore || id > last);
      if (entries.length === 0) return;
      const kept = await orUnavailable(() => this.#redis.hmget(KEYS.open, ...entries.map(({ id }) => id)));
      for (const [index, { id }] of entries.entries()) {
        const generation = kept[index]?.split(' ')[0];
        if (generation !== undefined) yield { id, generation };
      }
      const { id, at } = entries.at(-1) ?? { id: last, at: minScore };
      [minScore, last] = [at, id];
    }
  }

  /** Returns the total size of the bodies of all open articles in bytes, as far as it is known. */
  async bytesInFlight(): Promise<number> {
    return Number((await orUnavailable(() => this.#redis.hget(KEYS.sizes, ''))) ?? 0);
  }

  /** Removes the sizes of entries that are no longer open. */
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

/**
 * Reads the ids and scores of a page. If more entries than fit on a page share one score, the
 * others are left out.
 */
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

/** Returns the hour of an instant (ISO 8601, UTC), such as `2026-11-25T19`. */
function hourOf(instant: string): string {
  return instant.slice(0, 13);
}

function nameOf(source: string | null): string {
  return (source ?? '').slice(0, MAX_SOURCE_LENGTH);
}
