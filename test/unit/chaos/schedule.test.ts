import { FAULT_KINDS } from '../../chaos/fault-kinds.ts';
import { type ScheduleOptions, scheduleOf } from '../../chaos/schedule.ts';

const NORMAL: ScheduleOptions = { seed: 1, rounds: 1, isShort: false };
const kindsIn = (options: ScheduleOptions): readonly string[] =>
  scheduleOf(options)
    .flat()
    .map(({ kind }) => kind);

test('the same seed gives the same faults, and another seed gives different ones', () => {
  expect(scheduleOf({ ...NORMAL, seed: 7 })).toEqual(scheduleOf({ ...NORMAL, seed: 7 }));
  expect(scheduleOf({ ...NORMAL, seed: 7 })).not.toEqual(scheduleOf({ ...NORMAL, seed: 8 }));
});

test('ten consecutive seeds try every fault', () => {
  const tried = new Set(
    Array.from({ length: 10 }, (_, index) => kindsIn({ ...NORMAL, seed: index + 1 })).flat(),
  );
  expect([...tried].sort()).toEqual(FAULT_KINDS.map(({ name }) => name).sort());
});

test('a short run has fewer faults, but keeps a full Redis, killed processes and a deploy', () => {
  const short = kindsIn({ ...NORMAL, isShort: true });
  expect(short.length).toBeLessThan(kindsIn(NORMAL).length);
  expect(short).toEqual(
    expect.arrayContaining([
      'redis-full',
      'deploy',
      expect.stringMatching(/^kill-api-/),
      expect.stringMatching(/^kill-worker-/),
    ]),
  );
});

test('a run of three rounds has three times the faults of one round', () => {
  expect(kindsIn({ ...NORMAL, rounds: 3 })).toHaveLength(3 * kindsIn(NORMAL).length);
});

test('a run with a named fault has only that fault', () => {
  expect(scheduleOf({ ...NORMAL, only: ['redis-full'] })).toEqual([[{ kind: 'redis-full', seconds: 18 }]]);
});

test('a fault that the machine cannot produce is replaced by another one of its group', () => {
  const clocks = ['clock-api', 'clock-worker'];
  expect(kindsIn({ ...NORMAL, without: clocks })).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^clock/)]),
  );
  for (let seed = 1; seed <= 4; seed += 1) {
    const kinds = kindsIn({ ...NORMAL, seed, without: ['redis-disk-full'] });
    expect(kinds).not.toContain('redis-disk-full');
    expect(kinds.length).toBe(kindsIn({ ...NORMAL, seed }).length);
  }
});
