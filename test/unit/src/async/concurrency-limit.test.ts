import { setImmediate } from 'node:timers/promises';
import { ConcurrencyLimit } from '../../../../src/async/concurrency-limit.ts';

test('a limited number of tasks runs at a time, in order', async () => {
  const limit = new ConcurrencyLimit(2);
  const begun: number[] = [];
  let [running, mostRunning] = [0, 0];
  const work = async (serial: number): Promise<void> => {
    begun.push(serial);
    mostRunning = Math.max(mostRunning, ++running);
    await setImmediate();
    running--;
  };
  await Promise.all(Array.from({ length: 20 }, (_, serial) => limit.run(() => work(serial))));
  expect(begun).toEqual(Array.from({ length: 20 }, (_, serial) => serial));
  expect([mostRunning, limit.waiting]).toEqual([2, 0]);
});

test('a task that fails makes room for the next', async () => {
  const limit = new ConcurrencyLimit(1);
  const failing = limit.run(() => {
    throw new Error('broken');
  });
  const next = limit.run(() => 'done');
  await expect(failing).rejects.toThrow('broken');
  expect(await next).toBe('done');
});

test('a task whose signal has aborted does not run', async () => {
  const limit = new ConcurrencyLimit(1);
  const controller = new AbortController();
  const first = limit.run(() => controller.abort(new Error('gone')));
  let isRun = false;
  const second = limit.run(() => {
    isRun = true;
  }, controller.signal);
  await first;
  await expect(second).rejects.toThrow('gone');
  expect(isRun).toBe(false);
});
