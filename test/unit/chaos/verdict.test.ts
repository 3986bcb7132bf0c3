import type { Evidence, StoredRecord } from '../../chaos/evidence.ts';
import type { Promised } from '../../chaos/promises.ts';
import type { Receipt } from '../../chaos/receivers.ts';
import { verdictOn } from '../../chaos/verdict.ts';

const RECORD: StoredRecord = {
  status: 'enriched',
  revision: 1,
  hasText: true,
  hasEnrichment: true,
  ttlMs: 3_500_000,
};

const promised = (id: string, parts: Partial<Promised> = {}): Promised => ({
  id,
  acceptedAtMs: 0,
  callbacks: new Set(),
  leastRevision: 1,
  deletion: 'none',
  ...parts,
});

const receipt = (parts: Partial<Receipt> = {}): Receipt => ({
  callback: 'takes-2',
  webhookId: 'msg_1',
  isSigned: true,
  article: 'b',
  revision: 2,
  ...parts,
});

const TOTALS = {
  accepted: 3,
  enriched: 2,
  failed: 0,
  expired: 0,
  deleted: 1,
  lost: 0,
  inFlight: 0,
  imbalance: 0,
};

/** A run without problems: `a` was enriched, `b` refreshed and called back, `c` deleted. */
const GOOD: Evidence = {
  promised: [
    promised('a'),
    promised('b', { callbacks: new Set(['takes-2']), leastRevision: 2 }),
    promised('c', { deletion: 'confirmed' }),
  ],
  wrongAnswers: [],
  records: new Map([
    ['a', RECORD],
    ['b', { ...RECORD, revision: 2 }],
  ]),
  feed: [
    { cursor: '9-0', id: 'a', revision: 1 },
    { cursor: '9-1', id: 'b', revision: 1 },
    { cursor: '10-0', id: 'b', revision: 2 },
  ],
  ledger: { isBalanced: true, totals: TOTALS },
  jobs: { due: [], failedEnrichments: [], failedDeliveries: [] },
  receipts: [receipt({ revision: 1, webhookId: 'msg_0' }), receipt(), receipt()],
  heldAtDeaths: new Map(),
  wrongExits: [],
  mostLinesPerSecond: new Map([['api-1', 100]]),
  stepsNotReached: [],
  ttlSeconds: 3600,
};

const found = (parts: Partial<Evidence>): readonly string[] =>
  verdictOn({ ...GOOD, ...parts }).map(({ what }) => what);

/** Returns the records of the good run with changes to one of them. */
const recordsWith = (id: string, parts: Partial<StoredRecord>): Evidence['records'] =>
  new Map([...GOOD.records, [id, { ...RECORD, ...GOOD.records.get(id), ...parts }]]);

const totalsWith = (parts: Partial<typeof TOTALS>): Evidence['ledger'] => ({
  isBalanced: true,
  totals: { ...TOTALS, ...parts },
});

test('a run without problems has no findings', () => {
  expect(verdictOn(GOOD)).toEqual([]);
});

test('a finding says what went wrong, how often, and gives examples', () => {
  expect(verdictOn({ ...GOOD, feed: GOOD.feed.slice(1) })).toEqual([
    { what: 'enriched and not in the feed', count: 1, examples: ['a revision 1'] },
  ]);
});

const [first, second, third] = GOOD.feed as [
  Evidence['feed'][number],
  Evidence['feed'][number],
  Evidence['feed'][number],
];

test.each<readonly [string, Partial<Evidence>]>([
  [
    'accepted and not stored',
    { records: new Map([['b', { ...RECORD, revision: 2 }]]), feed: [second, third] },
  ],
  [
    'neither enriched nor failed',
    { records: recordsWith('a', { status: 'processing' }), feed: [second, third] },
  ],
  ['failed without a legitimate reason', { records: recordsWith('a', { status: 'failed' }) }],
  ['stored without its text', { records: recordsWith('a', { hasText: false }) }],
  ['enriched without a result', { records: recordsWith('a', { hasEnrichment: false }) }],
  ['stored for ever', { records: recordsWith('a', { ttlMs: -1 }) }],
  ['expires too early', { records: recordsWith('a', { ttlMs: 1000 }) }],
  ['refresh accepted and never made', { records: recordsWith('b', { revision: 1 }) }],
  ['deleted and still stored', { records: recordsWith('c', {}) }],
  ['in the feed and not stored', { feed: [...GOOD.feed, { cursor: '11-0', id: 'c', revision: 1 }] }],
  ['enriched and not in the feed', { feed: [first, third] }],
  ['more than once in the feed', { feed: [...GOOD.feed, { ...first, cursor: '11-0' }] }],
  ['out of order in the feed', { feed: [third, second, first] }],
  ['ledger out of balance', { ledger: totalsWith({ imbalance: 1 }) }],
  ['ledger out of balance', { ledger: totalsWith({ inFlight: 1 }) }],
  ['ledger out of balance', { ledger: { isBalanced: false, totals: TOTALS } }],
  ['ledger counts something else than happened', { ledger: totalsWith({ accepted: 4, deleted: 2 }) }],
  ['ledger counts something else than happened', { ledger: totalsWith({ failed: 1, enriched: 1 }) }],
  ['left in a queue', { jobs: { ...GOOD.jobs, due: ['enrichment delayed a'] } }],
  ['failed job of an article that has not failed', { jobs: { ...GOOD.jobs, failedEnrichments: ['a.turn'] } }],
  ['delivery given up', { jobs: { ...GOOD.jobs, failedDeliveries: ['b'] } }],
  ['never called back', { receipts: [] }],
  ['never called back', { receipts: [receipt({ revision: 1 })] }],
  ['called back under two webhook-ids', { receipts: [...GOOD.receipts, receipt({ webhookId: 'msg_2' })] }],
  ['called back without a valid signature', { receipts: [...GOOD.receipts, receipt({ isSigned: false })] }],
  ['wrong answer', { wrongAnswers: [{ request: 'POST', status: 500, detail: '' }] }],
  ['process ended wrongly', { wrongExits: [{ process: 'api-1', how: 'ended', lastLines: [] }] }],
  ['log flooded', { mostLinesPerSecond: new Map([['worker-1', 3000]]) }],
  ['kill step never reached', { stepsNotReached: ['worker-saved'] }],
  ['nothing happened', { promised: [] }],
])('%s is found', (what, parts) => {
  expect(found(parts)).toContain(what);
});

test('an article may fail as stalled only if workers were killed twice while they processed it', () => {
  const failed = {
    records: recordsWith('a', { status: 'failed', problem: 'article_stalled' }),
    feed: [second, third],
    ledger: totalsWith({ failed: 1, enriched: 1 }),
  };
  expect(found({ ...failed, heldAtDeaths: new Map([['a', 2]]) })).toEqual([]);
  expect(found({ ...failed, heldAtDeaths: new Map([['a', 1]]) })).toEqual([
    'failed without a legitimate reason',
  ]);
});

test('an article whose deletion got no response may be stored or deleted, but not half of each', () => {
  const asked = [promised('a', { deletion: 'asked' }), ...GOOD.promised.slice(1)];
  const without = new Map([...GOOD.records].filter(([id]) => id !== 'a'));
  expect(found({ promised: asked })).toEqual([]);
  expect(found({ promised: asked, records: without, feed: [second, third] })).toEqual([]);
  expect(found({ promised: asked, records: without })).toEqual(['in the feed and not stored']);
});

test('a receiver that is gone needs no call, and its deliveries may fail', () => {
  const gone = [promised('a', { callbacks: new Set(['is-gone-1']) }), ...GOOD.promised.slice(1)];
  expect(found({ promised: gone, jobs: { ...GOOD.jobs, failedDeliveries: ['a'] } })).toEqual([]);
});
