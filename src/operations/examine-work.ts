import type { ArticleStore } from '../articles/lifecycle/article-store.ts';
import type { EnrichmentQueue } from '../queue/enrichment-queue.ts';
import { type QueueState, queueState } from '../queue/queue-state.ts';
import type { DriftDetector } from '../telemetry/drift.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';
import { failedJobs, hangingJobs } from './failed-jobs.ts';
import { type Finding, fault, ok, warn } from './finding.ts';
import { countOrphans, type OrphanResources } from './orphans.ts';

export interface WorkResources extends OrphanResources {
  readonly queue: EnrichmentQueue;
  readonly webhooks: Pick<Webhooks, 'queue' | 'endpoints'>;
  readonly drift: DriftDetector;
}

const OLD_SECONDS = 60;

/**
 * Reports the state of the work: queues, workers, the ledger, sources, webhooks.
 * @throws AppError `store_unavailable`.
 */
export async function examineWork(resources: WorkResources, now: number): Promise<readonly Finding[]> {
  return [
    ...(await queueFindings(resources, now)),
    ...(await ledgerFindings(resources, now)),
    ...(await driftFindings(resources)),
    ...(await endpointFindings(resources)),
  ];
}

async function queueFindings({ queue, webhooks, articles }: WorkResources, now: number) {
  const [enrichment, delivery, workers] = await Promise.all([
    queueState(queue.bull, now),
    queueState(webhooks.queue.bull, now),
    queue.bull.getWorkersCount(),
  ]);
  return [
    workersIn(workers, enrichment),
    stateOf('enrichment', enrichment),
    stateOf('delivery', delivery),
    ...(await failuresIn(queue, articles)),
  ];
}

function workersIn(count: number, { jobs }: QueueState): Finding {
  if (count > 0) return ok('workers', `${count} are connected`);
  const detail = 'none is connected: start one with npm run start:worker.';
  return jobs.waiting > 0
    ? fault('workers', `${jobs.waiting} articles wait, and ${detail}`)
    : warn('workers', detail);
}

function stateOf(name: string, { jobs, isPaused, oldestWaitingSeconds }: QueueState): Finding {
  const part = `${name} queue`;
  const counts = `${jobs.waiting} waiting, ${jobs.active} active, ${jobs.delayed} delayed, ${jobs.failed} failed`;
  if (isPaused) return warn(part, `${counts}; it is paused: resume it on the dashboard.`);
  if (oldestWaitingSeconds < OLD_SECONDS) return ok(part, counts);
  return warn(
    part,
    `${counts}; the oldest has waited ${Math.round(oldestWaitingSeconds)} s: start more workers.`,
  );
}

async function failuresIn(queue: EnrichmentQueue, articles: ArticleStore): Promise<readonly Finding[]> {
  const byCode = new Map<string, number>();
  const jobs = await failedJobs(queue);
  for (const { code } of jobs) byCode.set(code, (byCode.get(code) ?? 0) + 1);
  if (byCode.size === 0) return [ok('failures', 'none')];
  const counts = [...byCode].map(([code, count]) => `${count} ${code}`).join(', ');
  const hanging = (await hangingJobs(jobs, { articles, queue })).length;
  return [
    warn('failures', `${counts}: once the reason is mended, tickerspan redrive.`),
    ...(hanging === 0
      ? []
      : [
          fault(
            'hanging',
            `${hanging} articles are unfinished and their jobs have failed: a worker mends that within a minute, or else tickerspan reconcile.`,
          ),
        ]),
  ];
}

async function ledgerFindings(resources: WorkResources, now: number): Promise<readonly Finding[]> {
  const { accepted, enriched, failed, inFlight, imbalance } = await resources.ledger.totals();
  const counts = `${accepted} accepted, ${enriched} enriched, ${failed} failed, ${inFlight} in flight`;
  const orphans = await countOrphans(resources, now);
  return [
    imbalance === 0
      ? ok('ledger', `${counts}; it balances`)
      : fault('ledger', `${counts}; it is out by ${imbalance}: tickerspan reconcile.`),
    ...(orphans > 0
      ? [
          fault(
            'orphans',
            `${orphans} articles have no job, or a request about them did not finish. Is a worker running? tickerspan reconcile repairs them.`,
          ),
        ]
      : []),
  ];
}

async function driftFindings({ drift }: WorkResources): Promise<readonly Finding[]> {
  const drifts = await drift.drifts();
  return drifts.map(({ source, dialect, usual, recent, since }) =>
    warn(
      'drift',
      `${source ?? 'articles without a source'}: ${usual} → ${recent} ${dialect} mentions an article since ${since}: look at its pages.`,
    ),
  );
}

async function endpointFindings({ webhooks }: WorkResources): Promise<readonly Finding[]> {
  const disabled = (await webhooks.endpoints.list()).filter(({ state }) => state === 'disabled');
  return disabled.map(({ url, reason }) => warn('webhook', `${url} is disabled: ${reason}`));
}
