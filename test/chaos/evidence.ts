import type { Redis } from 'ioredis';
import type { WrongExit } from './process-slot.ts';
import type { Promised, WrongAnswer } from './promises.ts';
import type { Receipt } from './receivers.ts';

/** What Redis holds of an article. */
export interface StoredRecord {
  readonly status: string;
  readonly revision: number;
  /** The code of the reason why it failed. */
  readonly problem?: string;
  readonly hasText: boolean;
  readonly hasEnrichment: boolean;
  /** Until the record expires; -1: never. */
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
  /** Jobs, with their queue and state, and unfinished requests: something will still be done about them. */
  readonly due: readonly string[];
  readonly failedEnrichments: readonly string[];
  /** The articles of deliveries that were given up. */
  readonly failedDeliveries: readonly string[];
}

/** All that a verdict goes by. */
export interface Evidence {
  readonly promised: readonly Promised[];
  readonly wrongAnswers: readonly WrongAnswer[];
  readonly records: ReadonlyMap<string, StoredRecord>;
  readonly feed: readonly FeedEntry[];
  readonly ledger: { readonly isBalanced: boolean; readonly totals: LedgerTotals };
  readonly jobs: Jobs;
  readonly receipts: readonly Receipt[];
  /** In whose hands an article was when workers were killed, and how often. */
  readonly heldAtDeaths: ReadonlyMap<string, number>;
  readonly wrongExits: readonly WrongExit[];
  readonly mostLinesPerSecond: ReadonlyMap<string, number>;
  readonly stepsNotReached: readonly string[];
  readonly ttlSeconds: number;
}

/** What is in the store. */
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
      // It has gone since the keys were listed.
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

/** What is in the queues. */
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
  // Requests that were noted before their first step and are not known to have come to their end.
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

/** The whole feed, as a follower reads it. */
export async function readFeed(url: string): Promise<readonly FeedEntry[]> {
  const entries: FeedEntry[] = [];
  for (let after = ''; ; ) {
    const page = await ask(`${url}/v1/articles?limit=1000${after && `&after=${after}`}`);
    if (page.items.length === 0) return entries;
    entries.push(...page.items);
    after = page.next;
  }
}

/** The ledger, as operators read it. */
export async function readLedger(url: string): Promise<Evidence['ledger']> {
  const { balanced, totals } = await ask(`${url}/v1/ledger`);
  return { isBalanced: balanced, totals };
}

// biome-ignore lint/suspicious/noExplicitAny: answers of every shape
async function ask(url: string): Promise<any> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`${response.status} to ${url}`);
  return await response.json();
}
