import { ConcurrencyLimit } from '../../async/concurrency-limit.ts';
import { SMALL_BYTES } from './byte-budget.ts';

/** One, because a process has one event loop. */
const limit = new ConcurrencyLimit(1);

/**
 * Runs work on `bytes` of input. Work on a large input waits until no other such work runs, so that
 * the event loop serves other requests in between.
 */
export async function inTurn<T>(bytes: number, work: () => T | Promise<T>): Promise<T> {
  return bytes > SMALL_BYTES ? await limit.run(work) : await work();
}
