import type { OpenEntry } from '../ledger/ledger.ts';
import { articleOf } from '../queue/enrichment-queue.ts';
import { storeNow } from '../redis/clock.ts';
import type { RedisClient } from '../redis/connect.ts';
import {
  batchesOf,
  type Mend,
  type Mending,
  type MendResources,
  type MendWork,
  mendOpen,
  mendPending,
} from './mend-article.ts';

export interface ReconcileInFlightOptions {
  /**
   * Ignore what began less than this many milliseconds ago (store clock): its own process may still
   * complete it.
   */
  readonly graceMs: number;
  /** How many articles without a job, and how many unfinished requests, one run repairs at most. */
  readonly limit?: number;
  readonly onMended: (kind: Mending, id: string) => void;
}

const LIMIT = 1000;
/**
 * For up to this many articles the queue is asked one by one. For more, its lists are read once.
 */
const MAX_ASKED_SINGLY = 100;

/**
 * Repairs what is in flight and would never finish: requests whose process died between two steps,
 * and articles that are open in the ledger but have no job. It reads these entries and the queue's
 * lists, and never looks at articles that are finished or have a job. It may run anywhere, at any
 * time, and several times at once.
 * Returns whether there may be more to repair.
 */
export async function reconcileInFlight(
  resources: MendResources & { readonly redis: RedisClient },
  { graceMs, limit = LIMIT, onMended }: ReconcileInFlightOptions,
): Promise<boolean> {
  const { redis, pending, ledger, queue, webhooks } = resources;
  const now = (await storeNow(redis)).getTime();
  const before = new Date(now - graceMs);
  const workFor = (id: string, withJob: ReadonlySet<string>): MendWork => {
    const mend: Mend = async (kind, step) => {
      if ((await step()) !== false) onMended(kind, id);
    };
    return { ...resources, mend, isDryRun: false, withJob };
  };
  await ledger.tidySizes();
  const steps = await pending.before(before, limit);
  // One after the other: two of them may concern the same article.
  for (const step of steps) await mendPending(step, workFor(step.id, new Set()));
  const open: OpenEntry[] = [];
  for await (const entry of ledger.openBefore(before)) open.push(entry);
  const withJob = await articlesWithJob(open, resources);
  const without = open.filter(({ id }) => !withJob.has(id));
  for await (const batch of batchesOf(without.slice(0, limit), 50))
    await Promise.all(batch.map((entry) => mendOpen(entry, workFor(entry.id, withJob))));
  const late = [
    ...(await queue.promoteLate(new Date(now))),
    ...(await webhooks.deliveries.promoteLate(new Date(now))),
  ];
  for (const article of late) onMended('requeued', article);
  return steps.length === limit || without.length > limit;
}

async function articlesWithJob(
  open: readonly OpenEntry[],
  { queue }: Pick<MendResources, 'queue'>,
): Promise<ReadonlySet<string>> {
  if (open.length <= MAX_ASKED_SINGLY) return new Set();
  return new Set([...(await queue.dueJobs())].map(articleOf));
}
