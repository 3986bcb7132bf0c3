import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { within } from '../../../../src/quotes/within.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const forever = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

test('work that is done in time gives what it gives, and what it throws', async () => {
  const { signal } = new AbortController();
  expect(await within(1000, signal, async () => 1)).toBe(1);
  await expect(within(1000, signal, async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
});

test('work that hangs is ended when its time is up, also when garbage was collected meanwhile', async () => {
  const ends = Array.from({ length: 20 }, () =>
    within(60, new AbortController().signal, forever).catch(({ name }: Error) => name),
  );
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  collectGarbage();
  expect(new Set(await Promise.all(ends))).toEqual(new Set(['TimeoutError']));
});

test('work ends with the signal that it was given, and does not begin after it', async () => {
  const stop = new AbortController();
  const end = within(60_000, stop.signal, forever);
  stop.abort(new Error('stopping'));
  await expect(end).rejects.toThrow('stopping');
  const work = jest.fn(async () => 1);
  await expect(within(1000, stop.signal, work)).rejects.toThrow('stopping');
  expect(work).not.toHaveBeenCalled();
});
