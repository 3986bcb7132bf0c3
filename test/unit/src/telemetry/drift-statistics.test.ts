import {
  type DriftFigures,
  type MentionHistory,
  NO_HISTORY,
  observe,
} from '../../../../src/telemetry/drift-statistics.ts';

/** Observes articles a second apart, and returns the history and the drift after each of them. */
function observeAll(counts: readonly number[]) {
  let history: MentionHistory = NO_HISTORY;
  let drift: DriftFigures | undefined;
  return counts.map((count, second) => {
    ({ history, drift } = observe(history, { count, at: second * 1000, wasDrifting: drift !== undefined }));
    return { history, drift };
  });
}

const times = (length: number, ...counts: readonly number[]): readonly number[] =>
  Array.from({ length }, () => counts).flat();

const last = (counts: readonly number[]) => observeAll(counts).at(-1);

test('the first articles have equal weights in all averages', () => {
  const history = last([3, 0, 6, 3])?.history;
  expect(history).toMatchObject({ seen: 4, run: 0 });
  expect(history?.mean).toBeCloseTo(3);
  expect(history?.recent).toBeCloseTo(3);
  expect(history?.square).toBeCloseTo((9 + 36 + 9) / 4);
  expect(history?.share).toBeCloseTo(3 / 4);
});

test('the quick average follows sooner than the slow one', () => {
  const history = last([...times(300, 4), ...times(50, 2)])?.history;
  expect(history?.recent).toBeCloseTo(2 + 2 * 0.98 ** 50);
  expect(history?.mean).toBeCloseTo(2 + 2 * 0.995 ** 50);
});

test('a run without mentions is a drift after ten articles, if it was never seen before', () => {
  const drifts = observeAll([...times(40, 3), ...times(10, 0)]).map(({ drift }) => drift);
  expect(drifts.findIndex((drift) => drift !== undefined)).toBe(49);
  expect(drifts.at(-1)).toEqual({ usual: expect.closeTo(3), recent: 0, since: 40_000, articles: 10 });
});

test('a source with fewer than thirty articles does not drift, whenever its mentions end', () => {
  for (let end = 0; end < 29; end += 1) {
    const observed = observeAll([...times(end, 3), ...times(29 - end, 0)]);
    expect(observed.filter(({ drift }) => drift !== undefined)).toEqual([]);
  }
});

test('the more articles usually have no mentions, the longer a run must be', () => {
  const shortestRun = (counts: readonly number[]): number =>
    observeAll([...counts, ...times(200, 0)]).findIndex(({ drift }) => drift !== undefined) -
    counts.length +
    1;
  expect(shortestRun(times(200, 1))).toBe(10);
  const half = shortestRun(times(200, 0, 1));
  expect(half).toBeGreaterThan(15);
  expect(shortestRun(times(200, 0, 0, 0, 1))).toBeGreaterThan(half * 1.5);
});

test('mentions that become rare are a drift after 200 articles only', () => {
  const rare = times(40, 0, 0, 0, 1);
  const drift = last([...times(100, 3, 5), ...rare])?.drift;
  expect(drift?.usual).toBeGreaterThan(3);
  expect(drift?.recent).toBeLessThan(0.75);
  expect(last([...times(15, 3, 5), ...rare])?.drift).toBeUndefined();
});

test('mentions that vary much have to fall further before they count as rare', () => {
  const rare = times(25, 0, 0, 0, 1);
  const isDrift = (counts: readonly number[]): boolean => last([...counts, ...rare])?.drift !== undefined;
  expect(isDrift(times(125, 4, 4))).toBe(true);
  expect(isDrift(times(13, ...times(9, 0, 1), 1, 71))).toBe(false);
});

test('a drift lasts while mentions stay away, and the usual number stays the one from before', () => {
  const observed = observeAll([...times(100, 3), ...times(500, 0)]);
  expect(observed.slice(110).every(({ drift }) => drift !== undefined)).toBe(true);
  expect(observed.at(-1)?.drift).toMatchObject({ usual: expect.closeTo(3), since: 100_000, articles: 500 });
});

test('a drift ends when the quick average is back at half of the slow one', () => {
  const observed = observeAll([...times(100, 3), ...times(100, 0), ...times(60, 3)]);
  expect(observed[199]?.drift).toBeDefined();
  const end = observed.findIndex(({ drift }, index) => index >= 200 && drift === undefined);
  const ratioAt = (index: number): number => {
    const { recent = 0, mean = 0 } = observed[index]?.history ?? {};
    return recent / mean;
  };
  expect(end).toBeGreaterThan(200);
  expect(ratioAt(end)).toBeGreaterThanOrEqual(0.5);
  expect(ratioAt(end - 1)).toBeLessThan(0.5);
  expect(observed.slice(end).every(({ drift }) => drift === undefined)).toBe(true);
  expect(observed.at(-1)?.history).toMatchObject({ run: 0, length: 0 });
  expect(observed.at(-1)?.history.since).toBeUndefined();
});

test('an article with mentions ends a run, and so the low spell of a source that has some in between', () => {
  const history = last([...times(50, 2), 0, 0, 2])?.history;
  expect(history).toMatchObject({ run: 0, length: 0 });
  expect(history?.since).toBeUndefined();
});
