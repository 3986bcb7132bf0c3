import type { Evidence, StoredRecord } from './evidence.ts';
import type { Promised } from './promises.ts';

/** A violation, with a few examples of the articles or other things that it concerns. */
export interface Finding {
  readonly what: string;
  readonly count: number;
  readonly examples: readonly string[];
}

type Check = (evidence: Evidence) => readonly string[];

/** More warnings per second than any process has reason to log. */
const MAX_LINES_PER_SECOND = 200;

/**
 * Compares the evidence with the promises. An empty result means that nothing was lost, repeated or
 * left undone.
 */
export function verdictOn(evidence: Evidence): readonly Finding[] {
  return Object.entries(CHECKS).flatMap(([what, check]) => {
    const wrong = check(evidence);
    return wrong.length === 0 ? [] : [{ what, count: wrong.length, examples: wrong.slice(0, 5) }];
  });
}

const CHECKS: Readonly<Record<string, Check>> = {
  'accepted and not stored': (evidence) =>
    kept(evidence)
      .filter(({ id }) => !evidence.records.has(id))
      .map(({ id }) => id),

  'neither enriched nor failed': ({ records }) =>
    idsOf(records, ({ status }) => status !== 'enriched' && status !== 'failed'),

  'failed without a legitimate reason': ({ records, heldAtDeaths }) =>
    [...records]
      .filter(([id, record]) => record.status === 'failed' && !mayFail(record, heldAtDeaths.get(id) ?? 0))
      .map(([id, { problem }]) => `${id} (${problem ?? 'no reason'})`),

  'stored without its text': ({ records }) => idsOf(records, ({ hasText }) => !hasText),

  'enriched without a result': ({ records }) =>
    idsOf(records, ({ status, hasEnrichment }) => status === 'enriched' && !hasEnrichment),

  'stored for ever': ({ records }) => idsOf(records, ({ ttlMs }) => ttlMs < 0),

  'expires too early': ({ records, ttlSeconds }) =>
    // A run never lasts half of the lifetime.
    idsOf(records, ({ ttlMs }) => ttlMs >= 0 && ttlMs < ttlSeconds * 500),

  'refresh accepted and never made': (evidence) =>
    kept(evidence)
      .filter(
        ({ id, leastRevision }) => (evidence.records.get(id)?.revision ?? leastRevision) < leastRevision,
      )
      .map(({ id }) => id),

  'deleted and still stored': (evidence) => deleted(evidence).filter((id) => evidence.records.has(id)),

  'in the feed and not stored': ({ feed, records }) => [
    ...new Set(feed.filter(({ id }) => !records.has(id)).map(({ id }) => id)),
  ],

  'enriched and not in the feed': ({ records, feed }) => {
    const inFeed = new Set(feed.map(nameOf));
    return [...records]
      .filter(([, { status }]) => status === 'enriched')
      .flatMap(([id, { revision }]) =>
        Array.from({ length: revision }, (_, index) => nameOf({ id, revision: index + 1 })),
      )
      .filter((name) => !inFeed.has(name));
  },

  'more than once in the feed': ({ feed }) => repeated(feed.map(nameOf)),

  'out of order in the feed': ({ feed }) =>
    feed
      .filter(({ cursor }, index) => index > 0 && !isAfter(cursor, feed[index - 1]?.cursor ?? ''))
      .map(({ cursor }) => cursor),

  'ledger out of balance': ({ ledger: { isBalanced, totals } }) => [
    ...(isBalanced ? [] : ['a row does not balance']),
    ...(['imbalance', 'inFlight', 'lost', 'expired'] as const)
      .filter((name) => totals[name] !== 0)
      .map((name) => `${name} ${totals[name]}`),
  ],

  'ledger counts something else than happened': ({ ledger: { totals }, promised, records }) => {
    const known = new Set([...promised.map(({ id }) => id), ...records.keys()]);
    const failed = idsOf(records, ({ status }) => status === 'failed').length;
    return [
      ...(totals.accepted === known.size ? [] : [`accepted ${totals.accepted} of ${known.size}`]),
      ...(totals.failed === failed ? [] : [`failed ${totals.failed} of ${failed}`]),
    ];
  },

  'left in a queue': ({ jobs }) => jobs.due,

  'failed job of an article that has not failed': ({ jobs, records }) =>
    jobs.failedEnrichments.filter((job) => records.get(articleOf(job))?.status !== 'failed'),

  'delivery given up': ({ jobs, promised }) => {
    const mayBeGivenUp = new Set(
      promised
        .filter(({ callbacks }) => [...callbacks].some((callback) => callback.startsWith('is-gone')))
        .map(({ id }) => id),
    );
    return jobs.failedDeliveries.filter((article) => !mayBeGivenUp.has(article));
  },

  'never called back': (evidence) => {
    const called = new Set(
      evidence.receipts.map(({ callback, article, revision }) => `${callback} ${article} ${revision}`),
    );
    return kept(evidence).flatMap(({ id, callbacks }) =>
      [...callbacks]
        .filter((callback) => !callback.startsWith('is-gone'))
        .filter((callback) => !called.has(`${callback} ${id} ${evidence.records.get(id)?.revision}`))
        .map((callback) => `${id} at ${callback}`),
    );
  },

  'called back under two webhook-ids': ({ receipts }) => {
    const ids = new Map<string, string>();
    const changed = receipts.filter(({ callback, article, revision, webhookId }) => {
      const message = `${callback} ${article} ${revision}`;
      const first = ids.get(message) ?? webhookId;
      ids.set(message, first);
      return first !== webhookId;
    });
    return changed.map(({ callback, article }) => `${article} at ${callback}`);
  },

  'called back without a valid signature': ({ receipts }) =>
    receipts.filter(({ isSigned }) => !isSigned).map(({ callback }) => callback),

  'wrong answer': ({ wrongAnswers }) =>
    wrongAnswers.map(({ request, status, detail }) => `${status} to ${request}: ${detail}`),

  'process ended wrongly': ({ wrongExits }) =>
    wrongExits.map(({ process, how, lastLines }) => `${process} ${how}: ${lastLines.slice(-3).join(' ')}`),

  'log flooded': ({ mostLinesPerSecond }) =>
    [...mostLinesPerSecond]
      .filter(([, lines]) => lines > MAX_LINES_PER_SECOND)
      .map(([name, lines]) => `${name}: ${lines} warnings in a second`),

  'kill step never reached': ({ stepsNotReached }) => stepsNotReached,

  'nothing happened': ({ promised }) => (promised.length === 0 ? ['no article was accepted'] : []),
};

/** Findings that waiting cannot fix. */
const FINAL: readonly string[] = [
  'more than once in the feed',
  'out of order in the feed',
  'called back under two webhook-ids',
  'called back without a valid signature',
  'wrong answer',
  'process ended wrongly',
  'log flooded',
  'kill step never reached',
  'nothing happened',
];

/** Returns whether checking again later is useless. */
export function isFinalWhenFound(what: string): boolean {
  return FINAL.includes(what);
}

/** Returns the promised articles that must exist at the end. */
function kept({ promised }: Evidence): readonly Promised[] {
  return promised.filter(({ deletion }) => deletion === 'none');
}

function deleted({ promised }: Evidence): readonly string[] {
  return promised.filter(({ deletion }) => deletion === 'confirmed').map(({ id }) => id);
}

function idsOf(records: Evidence['records'], isWrong: (record: StoredRecord) => boolean): readonly string[] {
  return [...records].filter(([, record]) => isWrong(record)).map(([id]) => id);
}

/**
 * Returns whether an article may fail: only if workers were killed twice while they processed it,
 * since it could be the cause.
 */
function mayFail({ problem }: StoredRecord, deaths: number): boolean {
  return problem === 'article_stalled' && deaths >= 2;
}

const nameOf = ({ id, revision }: { readonly id: string; readonly revision: number }): string =>
  `${id} revision ${revision}`;

function repeated(names: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return names.filter((name) => seen.size === seen.add(name).size);
}

/** Compares cursors, which are Redis stream ids: milliseconds, a hyphen, a number. */
function isAfter(cursor: string, other: string): boolean {
  const [ms = 0, place = 0] = cursor.split('-').map(Number);
  const [otherMs = 0, otherPlace = 0] = other.split('-').map(Number);
  return ms > otherMs || (ms === otherMs && place > otherPlace);
}

const articleOf = (job: string): string => job.split('.')[0] ?? job;
