import { describeEnding } from '../setup/child.mjs';

// npm passes on the Ctrl-C that the terminal already sent to all of us: what follows this closely is the same one.
const SAME_KEYPRESS_MS = 700;
const PARENT_CHECK_MS = 1000;
const SIGNALS = Object.freeze({ SIGHUP: 129, SIGINT: 130, SIGTERM: 143 });

/** Someone asked us to stop. */
export class StopRequest extends Error {
  /** @param {keyof typeof SIGNALS} signal */
  constructor(signal) {
    super(`stopped by ${signal}`);
    /** What a process that such a signal ended would have answered. */
    this.exitCode = SIGNALS[signal];
  }
}

/**
 * One reason to stop everything: a request, or a child that ended by itself. `signal.reason` says which.
 * `hurry` is aborted when a second request follows.
 *
 * @typedef {object} Halt
 * @property {AbortSignal} signal
 * @property {AbortSignal} hurry
 * @property {(child: import('../setup/child.mjs').Child) => void} watch halts when the child ends by itself
 * @property {() => void} expectEndings children end on our wish from now on; the next request means: hurry
 */

/** @returns {Halt} */
export function createHalt() {
  const halt = new AbortController();
  const hurry = new AbortController();
  let haltedAt = 0;
  /** @param {Error} reason */
  const stop = (reason) => {
    if (halt.signal.aborted) return;
    haltedAt = Date.now();
    halt.abort(reason);
  };
  /** @param {keyof typeof SIGNALS} signal */
  const request = (signal) => {
    if (halt.signal.aborted && Date.now() - haltedAt > SAME_KEYPRESS_MS) hurry.abort();
    stop(new StopRequest(signal));
  };
  for (const signal of /** @type {(keyof typeof SIGNALS)[]} */ (Object.keys(SIGNALS)))
    process.on(signal, request);
  if (process.env.npm_lifecycle_event) haltWithoutParent(() => stop(new StopRequest('SIGTERM')));
  return {
    signal: halt.signal,
    hurry: hurry.signal,
    expectEndings: () => stop(new Error('everything is over')),
    watch: (child) => void child.exited.then((ending) => stop(new Error(describeEnding(child, ending)))),
  };
}

/**
 * npm passes SIGTERM to the shell between us, which dies of it without passing it on: a new parent tells.
 *
 * @param {() => void} stop
 */
function haltWithoutParent(stop) {
  const parent = process.ppid;
  const check = () => process.ppid !== parent && stop();
  setInterval(check, PARENT_CHECK_MS).unref();
}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
export function untilAborted(signal) {
  return new Promise((resolve) => {
    // Nothing else may be left that keeps this process alive while it waits.
    const alive = setInterval(() => undefined, 60_000);
    const finish = () => {
      clearInterval(alive);
      resolve();
    };
    if (signal.aborted) finish();
    else signal.addEventListener('abort', finish, { once: true });
  });
}
