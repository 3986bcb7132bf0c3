import type { Steps } from '../../../../src/async/steps.ts';
import { Turns } from '../../../../src/async/turns.ts';

/** Computes for at least a millisecond between two pauses. */
function* busySteps(count: number, onStep: () => void = () => {}): Steps<number> {
  for (let step = 0; step < count; step++) {
    const until = performance.now() + 1;
    while (performance.now() < until);
    onStep();
    yield;
  }
  return count;
}

test('a short computation that starts later ends before a long one', async () => {
  const turns = new Turns();
  const ended: string[] = [];
  await Promise.all([
    turns.run(busySteps(200)).then(() => ended.push('long')),
    turns.run(busySteps(1)).then(() => ended.push('short')),
  ]);
  expect(ended).toEqual(['short', 'long']);
});

test('the event loop runs during a computation', async () => {
  let loopTurns = 0;
  const count = () => {
    loopTurns++;
    watch = setImmediate(count);
  };
  let watch = setImmediate(count);
  await new Turns().run(busySteps(200));
  clearImmediate(watch);
  expect(loopTurns).toBeGreaterThanOrEqual(20);
});

test('a computation stops when its signal aborts', async () => {
  const controller = new AbortController();
  let steps = 0;
  const run = new Turns().run(
    busySteps(1000, () => {
      if (++steps === 20) controller.abort(new Error('the caller stopped waiting'));
    }),
    controller.signal,
  );
  await expect(run).rejects.toThrow('the caller stopped waiting');
  expect(steps).toBe(20);
});

test('an error of one computation reaches its caller, and the others continue', async () => {
  const turns = new Turns();
  const failing = turns.run(
    busySteps(20, () => {
      throw new Error('broken');
    }),
  );
  const working = turns.run(busySteps(20));
  await expect(failing).rejects.toThrow('broken');
  expect(await working).toBe(20);
});

test('a heavy computation has fewer turns than the light ones that wait', async () => {
  const turns = new Turns();
  const steps = { heavy: 0, light: 0 };
  const heavy = turns.run(
    busySteps(200, () => steps.heavy++),
    undefined,
    () => true,
  );
  await Promise.all(
    Array.from({ length: 5 }, () =>
      turns.run(
        busySteps(20, () => {
          steps.light++;
        }),
      ),
    ),
  );
  expect(steps.light).toBe(100);
  expect(steps.heavy).toBeGreaterThan(0);
  expect(steps.heavy).toBeLessThan(100);
  await heavy;
});
