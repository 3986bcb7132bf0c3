import type { Redis } from 'ioredis';
import type { Json } from '../support/json.ts';
import type { WrongExit } from './process-slot.ts';
import type { Promised, WrongAnswer } from './promises.ts';
import type { Receipt } from './receivers.ts';

/** What Redis stores about an article. */
export interface StoredRecord {
  readonly status: string;
  readonly revision: number;
  /** The code of the reason for its failure. */
  readonly problem?: string;
  readonly hasText: boolean;
  readonly hasEnrichment: boolean;
  /** Milliseconds until the record expires; -1 means never. */
  readonly ttlMs: number;
}

export interface FeedEntry {
  readonly cursor: string;
  readonly id: string;
  readonly revision: number;
}

export interface LedgerTotals {
  readonly accepted: number;
  readonly enriched: number;
  readonly failed: number;
  readonly expired: number;
  readonly deleted: number;
  readonly lost: number;
  readonly inFlight: number;
  readonly imbalance: number;
}

export interface Jobs {
  /** Jobs, with their queue and state, and unfinished requests: work that is still to be done. */
  readonly due: readonly string[];
  readonly failedEnrichments: readonly string[];
  /** The articles of deliveries that failed for good. */
  readonly failedDeliveries: readonly string[];
}

/** Everything that a verdict depends on. */
export interface Evidence {
  readonly promised: readonly Promised[];
  readonly wrongAnswers: readonly WrongAnswer[];
  readonly records: ReadonlyMap<string, StoredRecord>;
  readonly feed: readonly FeedEntry[];
  readonly ledger: { readonly isBalanced: boolean; readonly totals: LedgerTotals };
  readonly jobs: Jobs;
  readonly receipts: readonly Receipt[];
  /** How often each article was being processed when a worker was killed. */
  readonly heldAtDeaths: ReadonlyMap<string, number>;
  readonly wrongExits: readonly WrongExit[];
  readonly mostLinesPerSecond: ReadonlyMap<string, number>;
  readonly stepsNotReached: readonly string[];
  readonly ttlSeconds: number;
}

/** Reads all article records in the store. */
export async function readRecords(redis: Redis): Promise<ReadonlyMap<string, StoredRecord>> {
  const ids = await idsIn(redis);
  const pipeline = redis.pipeline();
  for (const id of ids) {
    const key = (name: string): string => `tickerspan:{${id}}:${name}`;
    pipeline
      .hmget(key('record'), 'status', 'revision', 'problem')
      .exists(key('text'))
      .exists(key('enrichment'))
      .pttl(key('record'));
  }
  const values = ((await pipeline.exec()) ?? []).map(([error, value]) => {
    if (error) throw error;
    return value;
  });
  return new Map(
    ids.flatMap((id, index): [string, StoredRecord][] => {
      const [fields, text, enrichment, ttlMs] = values.slice(4 * index) as [
        (string | null)[],
        number,
        number,
        number,
      ];
      // It has expired since the keys were listed.
      if (ttlMs === -2) return [];
      const [status, revision, problem] = fields;
      const record = {
        status: status ?? 'none',
        revision: Number(revision),
        ...(problem ? { problem: (JSON.parse(problem) as { code: string }).code } : {}),
        hasText: text === 1,
        hasEnrichment: enrichment === 1,
        ttlMs,
      };
      return [[id, record]];
    }),
  );
}

async function idsIn(redis: Redis): Promise<readonly string[]> {
  const ids = new Set<string>();
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', 'tickerspan:{a_*}:record', 'COUNT', 1000);
    for (const key of keys) ids.add(key.slice(key.indexOf('{') + 1, key.indexOf('}')));
    cursor = next;
  } while (cursor !== '0');
  return [...ids];
}

/** Reads all jobs in the queues. */
export async function readJobs(redis: Redis): Promise<Jobs> {
  const due: string[] = [];
  for (const queue of ['enrichment', 'delivery']) {
    const key = (name: string): string => `{tickerspan}:${queue}:${name}`;
    for (const state of ['wait', 'active', 'paused'])
      due.push(...(await redis.lrange(key(state), 0, -1)).map((id) => `${queue} ${state} ${id}`));
    for (const state of ['delayed', 'prioritized'])
      for (const id of await redis.zrange(key(state), 0, '-1')) {
        const [attempts, reason] = await redis.hmget(key(id), 'atm', 'failedReason');
        const story = `after ${attempts ?? 0} attempts${reason ? `, the last: ${reason}` : ''}`;
        due.push(`${queue} ${state} ${id} ${story}`);
      }
  }
  // Requests that were recorded before their first step and have not been completed.
  const steps = await redis.zrange('tickerspan:{pending}:steps', 0, '-1');
  due.push(...steps.map((step) => `unfinished request: ${step}`));
  const failedIds = await redis.zrange('{tickerspan}:delivery:failed', 0, '-1');
  const failed = await Promise.all(failedIds.map((id) => redis.hget(`{tickerspan}:delivery:${id}`, 'data')));
  return {
    due,
    failedEnrichments: await redis.zrange('{tickerspan}:enrichment:failed', 0, '-1'),
    failedDeliveries: failed.map((data) => (JSON.parse(data ?? '{}') as { article?: string }).article ?? ''),
  };
}

/** Reads the whole feed as a follower does. */
export async function readFeed(url: string): Promise<readonly FeedEntry[]> {
  const entries: FeedEntry[] = [];
  for (let after = ''; ; ) {
    const page = await ask(`${url}/v1/articles?limit=1000${after && `&after=${after}`}`);
    if (page.items.length === 0) return entries;
    entries.push(...page.items);
    after = page.next;
  }
}

/** Reads the ledger as operators do. */
export async function readLedger(url: string): Promise<Evidence['ledger']> {
  const { balanced, totals } = await ask(`${url}/v1/ledger`);
  return { isBalanced: balanced, totals };
}

async function ask(url: string): Promise<Json> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`${response.status} to ${url}`);
  return await response.json();
}
