import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Exchange, startExchange } from '../../tools/simulator/exchange.ts';
import { findFaketime } from './clock.ts';
import { type Evidence, readFeed, readJobs, readLedger, readRecords } from './evidence.ts';
import { perform, type System } from './faults.ts';
import { type Fleet, startFleet, TTL_SECONDS } from './fleet.ts';
import { Load } from './load.ts';
import { Promises } from './promises.ts';
import { Random } from './random.ts';
import { type Receivers, startReceivers } from './receivers.ts';
import { RecoveryWatch } from './recovery-watch.ts';
import type { Episode } from './schedule.ts';
import { type Store, startStore } from './store.ts';
import { Tracker } from './tracker.ts';
import { type Finding, isFinalWhenFound, verdictOn } from './verdict.ts';
import { Wire } from './wire.ts';

export interface RunOptions {
  readonly seed: number;
  readonly episodes: readonly Episode[];
  /** How long recovery may take after the last fault. */
  readonly recoverSeconds: number;
  /** Called for each event, with the time since the run began. */
  readonly report: (atMs: number, text: string) => void;
  readonly signal: AbortSignal;
}

export interface RunResult {
  readonly findings: readonly Finding[];
  /** The recovery time of each episode in milliseconds; null means never. */
  readonly recoveries: readonly { readonly name: string; readonly ms: number | null }[];
  /** Milliseconds from the end of the load until all work was done. */
  readonly settledMs: number;
  readonly totals: Readonly<Record<string, number>>;
  /** The folder of logs, which is kept if there are findings. */
  readonly directory: string;
}

/** How long a run waits for recovery before it begins the next episode. */
const EPISODE_TIMEOUT_MS = 12_000;
const WARM_UP_MS = 1500;
const GIVE_UP_MS = 20_000;

/** Everything that belongs to a run, in the order in which it is opened. */
interface Site extends System {
  readonly receivers: Receivers;
  readonly promises: Promises;
  readonly tracker: Tracker;
  readonly heldAtDeaths: Map<string, number>;
}

export async function run(options: RunOptions): Promise<RunResult> {
  const began = performance.now();
  const now = (): number => performance.now() - began;
  const directory = mkdtempSync(join(tmpdir(), `tickerspan-chaos-${options.seed}-`));
  const random = new Random(options.seed);
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  await using store = await startStore(options.seed % 2 === 0 ? 'always' : 'everysec');
  await using exchange: Exchange = await startExchange();
  await using receivers = await startReceivers(secret);
  const wire = new Wire(store.port);
  const promises = new Promises(now);
  const tracker = new Tracker(store, promises);
  await using fleet = await startFleet({ wire, directory, quotesUrl: exchange.url, webhookSecret: secret });
  const load = new Load({
    run: `run ${options.seed}`,
    urls: fleet.urls,
    promises,
    receivers,
    tracker,
    random: new Random(random.int(0, 2 ** 31)),
  });
  const heldAtDeaths = new Map<string, number>();
  const deaths = noteDeaths(fleet, store, heldAtDeaths);
  const site: Site = {
    ...{ store, wire, fleet, exchange, load, directory, receivers, promises, tracker, heldAtDeaths },
    faketime: findFaketime(),
    stepsNotReached: [],
    deathsNoted: async () => void (await Promise.all(deaths)),
  };
  const tracking = tracker.run();
  try {
    await fleet.ready();
    load.start();
    await delay(WARM_UP_MS);
    const watch = new RecoveryWatch(promises, tracker);
    for (const episode of options.episodes) {
      if (options.signal.aborted) break;
      await playEpisode(episode, site, watch, options);
    }
    return await settle(site, watch, options);
  } finally {
    load.abort();
    tracker.stop();
    await tracking;
    wire.set('pass');
    await wire.close();
  }
}

/**
 * Records which articles the workers are processing whenever a worker is killed. An article may
 * fail if this happens twice.
 */
function noteDeaths(fleet: Fleet, store: Store, heldAtDeaths: Map<string, number>): Promise<void>[] {
  const deaths: Promise<void>[] = [];
  for (const worker of fleet.workers) {
    worker.onKill = () => {
      const noted = store.redis.lrange('{tickerspan}:enrichment:active', 0, -1).then((jobs) => {
        for (const job of jobs) {
          const id = job.split('.')[0] ?? job;
          heldAtDeaths.set(id, (heldAtDeaths.get(id) ?? 0) + 1);
        }
      });
      deaths.push(noted.catch(() => {}));
    };
  }
  return deaths;
}

async function playEpisode(
  episode: Episode,
  site: Site,
  watch: RecoveryWatch,
  { report }: RunOptions,
): Promise<void> {
  const { load, promises } = site;
  const name = episode.map(({ kind, variant }) => (variant ? `${kind} (${variant})` : kind)).join(' and ');
  report(promises.now(), name);
  load.burst();
  await delay(150);
  await Promise.all(episode.map((fault) => perform(fault, site)));
  report(promises.now(), 'over');
  const recovered = watch.begin(name);
  const ms = await Promise.race([recovered, delay(EPISODE_TIMEOUT_MS, undefined, { ref: false })]);
  report(promises.now(), ms === undefined ? 'not recovered yet' : `recovered after ${seconds(ms)}`);
}

async function settle(site: Site, watch: RecoveryWatch, options: RunOptions): Promise<RunResult> {
  const { load, promises } = site;
  options.report(promises.now(), 'no more faults, no more load');
  const beganMs = promises.now();
  await load.stop(GIVE_UP_MS);
  let findings: readonly Finding[] = [];
  let evidence: Evidence | undefined;
  const deadline = beganMs + 1000 * options.recoverSeconds;
  for (;;) {
    try {
      evidence = await gather(site);
      findings = verdictOn(evidence);
    } catch (error) {
      findings = [{ what: 'cannot be examined', count: 1, examples: [String(error)] }];
    }
    if (findings.every(({ what }) => isFinalWhenFound(what))) break;
    if (promises.now() > deadline || options.signal.aborted) break;
    await delay(1000);
  }
  const settledMs = promises.now() - beganMs;
  if (findings.length === 0) rmSync(site.directory, { recursive: true, force: true });
  return {
    findings,
    recoveries: watch.results(),
    settledMs,
    totals: totalsOf(site, evidence),
    directory: site.directory,
  };
}

async function gather(site: Site): Promise<Evidence> {
  const { store, fleet, promises, receivers, heldAtDeaths, stepsNotReached } = site;
  const [url = ''] = fleet.urls;
  return {
    promised: [...promises.articles.values()],
    wrongAnswers: promises.wrongAnswers,
    jobs: await readJobs(store.redis),
    records: await readRecords(store.redis),
    feed: await readFeed(url),
    ledger: await readLedger(url),
    receipts: receivers.receipts,
    heldAtDeaths,
    wrongExits: fleet.all.flatMap(({ wrongExits }) => wrongExits),
    mostLinesPerSecond: new Map(fleet.all.map(({ name, mostLinesPerSecond }) => [name, mostLinesPerSecond])),
    stepsNotReached,
    ttlSeconds: TTL_SECONDS,
  };
}

function totalsOf({ load, receivers }: Site, evidence: Evidence | undefined): Record<string, number> {
  const { accepted = 0, enriched = 0, failed = 0, deleted = 0 } = evidence?.ledger.totals ?? {};
  return {
    submitted: load.submitted,
    accepted,
    enriched,
    failed,
    deleted,
    'feed entries': evidence?.feed.length ?? 0,
    'webhooks received': receivers.receipts.length,
    'sent again by clients': load.client.retries,
  };
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
