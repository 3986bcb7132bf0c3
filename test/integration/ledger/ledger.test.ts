import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { type Ending, Ledger, type LedgerEntry } from '../../../src/ledger/ledger.ts';
import { connectRedis } from '../../../src/redis/connect.ts';
import { WORKER_CONNECTION } from '../../../src/redis/connections.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';

let server: RedisServer;
let redis: Redis;
let ledger: Ledger;

beforeAll(async () => {
  server = await startRedis();
  redis = connectRedis(server.target, WORKER_CONNECTION, () => {});
  ledger = new Ledger(redis);
});

afterAll(async () => {
  redis.disconnect();
  await server[Symbol.asyncDispose]();
});

beforeEach(() => redis.flushall());

const entry = (id: string, parts: Partial<LedgerEntry> = {}): LedgerEntry => ({
  id,
  generation: 'g1',
  source: '新浪财经',
  receivedAt: '2026-11-25T09:40:00.000Z',
  ...parts,
});
const DAY = { from: new Date('2026-11-25T00:00:00Z'), to: new Date('2026-11-25T23:00:00Z') };

test('an accepted article is in flight until it is closed, in the hour and under the source of its submission', async () => {
  await ledger.open(entry('a'));
  await ledger.open(entry('b', { receivedAt: '2026-11-25T10:01:00.000Z' }));
  await ledger.open(entry('c', { source: null }));
  await ledger.close('a', 'enriched', 'g1');
  await ledger.close('c', 'failed');
  await ledger.noteDuplicate('新浪财经', new Date('2026-11-25T10:30:00Z'));
  const { totals, rows } = await ledger.report(DAY);
  expect(totals).toEqual({
    accepted: 3,
    enriched: 1,
    failed: 1,
    expired: 0,
    deleted: 0,
    lost: 0,
    duplicates: 1,
    inFlight: 1,
    imbalance: 0,
    oldestInFlightAt: '2026-11-25T10:01:00.000Z',
  });
  const none = {
    accepted: 0,
    enriched: 0,
    failed: 0,
    expired: 0,
    deleted: 0,
    lost: 0,
    duplicates: 0,
    inFlight: 0,
  };
  const nine = '2026-11-25T09:00:00.000Z';
  expect(rows).toEqual([
    { ...none, hour: nine, source: null, accepted: 1, failed: 1, imbalance: 0 },
    { ...none, hour: nine, source: '新浪财经', accepted: 1, enriched: 1, imbalance: 0 },
    {
      ...none,
      hour: '2026-11-25T10:00:00.000Z',
      source: '新浪财经',
      accepted: 1,
      duplicates: 1,
      inFlight: 1,
      imbalance: 0,
    },
  ]);
  expect((await ledger.report({ ...DAY, source: '新浪财经' })).rows).toEqual(rows.slice(1));
  expect(await ledger.totals()).toEqual(totals);
});

test('a new life of an article closes the old one, and a worker of the old one cannot close the new one', async () => {
  await ledger.open(entry('a'));
  await ledger.open(entry('a', { generation: 'g2' }));
  expect(await ledger.close('a', 'enriched', 'g1')).toBe(false);
  expect(await ledger.totals()).toMatchObject({ accepted: 2, expired: 1, inFlight: 1, imbalance: 0 });
  expect(await ledger.close('a', 'enriched', 'g2')).toBe(true);
  expect(await ledger.close('a', 'enriched', 'g2')).toBe(false);
  expect(await ledger.totals()).toMatchObject({ enriched: 1, expired: 1, inFlight: 0, imbalance: 0 });
});

test('a closed entry is not opened again by its own submission, nor twice by one retry', async () => {
  await ledger.open(entry('a'));
  await ledger.close('a', 'enriched', 'g1');
  await ledger.open(entry('a'));
  expect(await ledger.totals()).toMatchObject({ accepted: 1, enriched: 1, inFlight: 0 });
  await ledger.open(entry('b'));
  await ledger.close('b', 'failed', 'g1');
  await ledger.open(entry('b', { reopenKey: 'second' }));
  await ledger.close('b', 'enriched', 'g1');
  await ledger.open(entry('b', { reopenKey: 'second' }));
  expect(await ledger.totals()).toMatchObject({ accepted: 2, enriched: 2, failed: 0, inFlight: 0 });
});

test('a failed article that is retried is in flight, in its original row', async () => {
  await ledger.open(entry('a'));
  await ledger.close('a', 'failed');
  await ledger.open(entry('a', { reopenKey: 'second' }));
  await ledger.open(entry('a', { reopenKey: 'second' }));
  expect(await ledger.totals()).toMatchObject({ accepted: 1, failed: 0, inFlight: 1, imbalance: 0 });
  await ledger.close('a', 'enriched');
  const { rows } = await ledger.report(DAY);
  expect(rows).toMatchObject([{ accepted: 1, enriched: 1, failed: 0, imbalance: 0 }]);
});

test('a source with a long name is found by the full name although a shorter one is stored', async () => {
  const source = '长'.repeat(300);
  await ledger.open(entry('a', { source }));
  expect((await ledger.report({ ...DAY, source })).rows).toMatchObject([{ accepted: 1, inFlight: 1 }]);
});

test('the number of rows per hour is limited, and further sources share one row', async () => {
  for (let serial = 0; serial < 5100; serial += 1)
    await ledger.open(entry(`a${serial}`, { source: `s${serial}` }));
  await ledger.close('a5050', 'enriched');
  const { rows, totals } = await ledger.report(DAY);
  expect(rows).toHaveLength(5001);
  expect(rows.find(({ source }) => source === '(others)')).toMatchObject({ accepted: 100, enriched: 1 });
  expect([totals.accepted, totals.imbalance]).toEqual([5100, 0]);
});

test('after any sequence of steps the ledger balances, in total and row by row', async () => {
  const ids = fc.constantFrom('a', 'b', 'c');
  const step = fc.oneof(
    fc.record({
      do: fc.constant('open'),
      id: ids,
      generation: fc.constantFrom('g1', 'g2', ''),
      source: fc.constantFrom(null, 'x', 'a b', ' ', '(others)', '\n'),
    }),
    fc.record({
      do: fc.constant('close'),
      id: ids,
      generation: fc.constantFrom('g1', 'g2', ''),
      ending: fc.constantFrom<Ending>('enriched', 'failed', 'expired', 'deleted'),
    }),
    fc.record({ do: fc.constant('lose'), id: ids }),
    fc.record({ do: fc.constant('retry'), id: ids, retry: fc.constantFrom('r1', 'r2') }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      await redis.flushall();
      for (const one of steps) {
        if ('ending' in one) await ledger.close(one.id, one.ending, one.generation);
        else if ('source' in one) await ledger.open(entry(one.id, one));
        else if ('retry' in one) await ledger.open(entry(one.id, { reopenKey: one.retry }));
        else await ledger.close(one.id, 'lost');
      }
      const { totals, rows } = await ledger.report(DAY);
      expect(totals.imbalance).toBe(0);
      for (const row of rows) expect(row).toMatchObject({ imbalance: 0 });
      const sum = (name: 'accepted' | 'inFlight') => rows.reduce((all, row) => all + row[name], 0);
      expect([sum('accepted'), sum('inFlight')]).toEqual([totals.accepted, totals.inFlight]);
    }),
    { numRuns: 60 },
  );
});

test('a modified row is reported and can be corrected', async () => {
  await ledger.open(entry('a'));
  await redis.hincrby('tickerspan:{ledger}:row:2026-11-25T09', 'accepted 新浪财经', 2);
  await redis.hincrby('tickerspan:{ledger}:totals', 'accepted', 2);
  const { totals, rows } = await ledger.report(DAY);
  expect([totals.imbalance, rows[0]?.imbalance]).toEqual([2, 2]);
  if (rows[0]) await ledger.correct(rows[0], -2);
  expect(await ledger.totals()).toMatchObject({ imbalance: 0, accepted: 1 });
});
