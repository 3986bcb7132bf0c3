import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { withTimeout } from '../../../../src/async/with-timeout.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const forever = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

test('the result or error of work that ends in time is passed on', async () => {
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
