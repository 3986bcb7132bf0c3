import { getMaxListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isTimeout, settleWithin, withTimeout } from '../../../../src/async/with-timeout.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const forever = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

test('the result or error of work that ends before the timeout is returned', async () => {
  const { signal } = new AbortController();
  expect(await withTimeout(1000, signal, async () => 1)).toBe(1);
  await expect(withTimeout(1000, signal, async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
});

test('work that hangs is aborted after the timeout, even after a garbage collection', async () => {
  const ends = Array.from({ length: 20 }, () =>
    withTimeout(60, new AbortController().signal, forever).catch(({ name }: Error) => name),
  );
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  collectGarbage();
  expect(new Set(await Promise.all(ends))).toEqual(new Set(['TimeoutError']));
});

test('work is aborted with the given signal, and does not start after it', async () => {
  const stop = new AbortController();
  const end = withTimeout(60_000, stop.signal, forever);
  stop.abort(new Error('stopping'));
  await expect(end).rejects.toThrow('stopping');
  const work = jest.fn(async () => 1);
  await expect(withTimeout(1000, stop.signal, work)).rejects.toThrow('stopping');
  expect(work).not.toHaveBeenCalled();
});

test('the caller’s signal is optional', async () => {
  expect(await withTimeout(1000, undefined, async () => 1)).toBe(1);
  await expect(withTimeout(20, undefined, forever)).rejects.toThrow('Timed out after 20 ms');
});

test('a promise that ignores signals is abandoned after the timeout, or when the signal aborts', async () => {
  const never = new Promise<never>(() => {});
  expect(await settleWithin(1000, Promise.resolve(1))).toBe(1);
  await expect(settleWithin(1000, Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await settleWithin(20, never).catch(isTimeout)).toBe(true);
  const stop = new AbortController();
  const end = settleWithin(60_000, never, stop.signal);
  stop.abort(new Error('stopping'));
  await expect(end).rejects.toThrow('stopping');
});

test('a promise that rejects after it was abandoned does not end the process', async () => {
  const unhandled = jest.fn();
  process.on('unhandledRejection', unhandled);
  let reject = (_reason: Error): void => {};
  const promise = new Promise<never>((_resolve, fail) => {
    reject = fail;
  });
  await expect(settleWithin(20, promise)).rejects.toThrow('Timed out');
  await expect(settleWithin(20, promise, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  reject(new Error('too late'));
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});

test('work on hundreds of things at once may listen to the signal for each', async () => {
  await withTimeout(1000, undefined, async (signal) => {
    expect(getMaxListeners(signal)).toBe(Number.POSITIVE_INFINITY);
  });
});
