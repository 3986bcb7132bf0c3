import { ConcurrencyLimit } from '../async/concurrency-limit.ts';
import { SMALL_BYTES } from './byte-budget.ts';

/** Of this process's one event loop. */
const limit = new ConcurrencyLimit(1);

/**
 * Runs work on `bytes` of input. If that is much, it waits until no other such work runs, so that the event loop serves
 * everybody else between two of them.
 */
export async function inTurn<T>(bytes: number, work: () => T | Promise<T>): Promise<T> {
  return bytes > SMALL_BYTES ? await limit.run(work) : await work();
}
