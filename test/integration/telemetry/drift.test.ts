import type { Redis } from 'ioredis';
import { connectRedis } from '../../../src/redis/connect.ts';
import { WORKER_CONNECTION } from '../../../src/redis/connections.ts';
import { DriftDetector } from '../../../src/telemetry/drift.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';

let server: RedisServer;
let redis: Redis;
let detector: DriftDetector;

beforeEach(async () => {
  server = await startRedis();
  redis = connectRedis(server.target, WORKER_CONNECTION, () => {});
  detector = new DriftDetector(redis);
});

afterEach(async () => {
  redis.disconnect();
  await server[Symbol.asyncDispose]();
});

const MORNING = Date.parse('2026-11-25T09:00:00Z');
const at = (minutes: number): Date => new Date(MORNING + minutes * 60_000);

/** Notes articles a minute apart, each with this number of mentions in Sina's dialect. */
async function note(source: string | null, counts: readonly number[], from = 0): Promise<void> {
  for (const [index, count] of counts.entries())
    await detector.note(source, new Map(count > 0 ? [['sina', count]] : []), at(from + index));
}

const repeated = (times: number, ...counts: readonly number[]): readonly number[] =>
  Array.from({ length: times }, () => counts).flat();

/** Yields the same numbers from 0 to 1 in every run. */
function* pseudoRandom(): Generator<number, never> {
  for (let state = 42; ; state = (state * 48_271) % 0x7fffffff) yield state / 0x7fffffff;
}

test('a source whose mentions vanish is reported with the usual number and the time of the change', async () => {
  await note('新浪财经', repeated(10, 3, 4, 2, 3));
  await note('新浪财经', repeated(9, 0), 40);
  expect(await detector.drifts()).toEqual([]);
  await note('新浪财经', repeated(6, 0), 49);
  expect(await detector.drifts()).toEqual([
    { source: '新浪财经', dialect: 'sina', usual: 3, recent: 0, since: at(40).toISOString(), articles: 15 },
  ]);
  // The drift is not reported again: the usual number hardly changes.
  await note('新浪财经', repeated(50, 0), 55);
  expect(await detector.drifts()).toMatchObject([{ since: at(40).toISOString(), articles: 65 }]);
});

test('a source that recovers is no longer reported', async () => {
  await note('a', [...repeated(40, 3), ...repeated(20, 0)]);
  expect(await detector.drifts()).toHaveLength(1);
  await note('a', repeated(60, 3), 60);
  expect(await detector.drifts()).toEqual([]);
});

test('processes that note articles of one source at the same time detect its drift', async () => {
  const detectors = [detector, new DriftDetector(redis)];
  for (let article = 0; article < 60; article += 1) {
    const mentions = new Map([['sina', article < 40 ? 3 : 0]]);
    await Promise.all(detectors.map((each) => each.note('a', mentions, at(article))));
  }
  expect(await detector.drifts()).toMatchObject([{ source: 'a', dialect: 'sina', usual: 3, recent: 0 }]);
});

test('an alarm of the Lua script of earlier versions ends, even if its source has a slash in its name', async () => {
  await note('a/b', [...repeated(40, 3), ...repeated(20, 0)]);
  // As the script encoded it.
  expect(await redis.hkeys('tickerspan:{drift}:alarms')).toEqual(['["a\\/b","sina"]']);
  await note('a/b', repeated(60, 3), 60);
  expect(await detector.drifts()).toEqual([]);
});

test('a source whose mentions become rare is reported too', async () => {
  const random = pseudoRandom();
  const about = (mean: number): number => Math.round(2 * mean * random.next().value);
  await note(
    'a',
    Array.from({ length: 250 }, () => about(3)),
  );
  expect(await detector.drifts()).toEqual([]);
  await note(
    'a',
    Array.from({ length: 150 }, () => about(0.4)),
    250,
  );
  const [drift] = await detector.drifts();
  expect(drift).toMatchObject({ source: 'a', dialect: 'sina' });
  expect(drift?.recent).toBeLessThan(1);
  expect(drift?.usual).toBeGreaterThan(2);
});

test('a source with rare or irregular mentions does not drift by chance', async () => {
  const random = pseudoRandom();
  const now = (share: number, count: number): number => (random.next().value < share ? count : 0);
  for (let article = 0; article < 1500; article += 1) {
    await note('seldom', [now(0.1, 2)], article);
    await note('bursts', [now(0.5, 8)], article);
    if (article % 50 === 0) expect(await detector.drifts()).toEqual([]);
  }
  expect(await detector.drifts()).toEqual([]);
});

test('each dialect of a source drifts separately, and articles without a source form one group', async () => {
  const both = new Map([
    ['sina', 2],
    ['eastmoney', 1],
  ]);
  for (let article = 0; article < 40; article += 1) await detector.note(null, both, at(article));
  for (let article = 0; article < 12; article += 1)
    await detector.note(null, new Map([['sina', 2]]), at(40 + article));
  expect(await detector.drifts()).toMatchObject([{ source: null, dialect: 'eastmoney', recent: 0 }]);
});

test('the latest thousand sources are watched', async () => {
  await note('first', [...repeated(40, 3), ...repeated(12, 0)]);
  for (let serial = 0; serial < 999; serial += 1) await note(`source ${serial}`, [1], 100 + serial);
  expect(await detector.drifts()).toHaveLength(1);
  await note('one more', [1], 2000);
  expect(await detector.drifts()).toEqual([]);
  expect(await redis.keys('tickerspan:{drift}:source:*')).toHaveLength(1000);
});
