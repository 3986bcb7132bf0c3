import { describeEnding } from '../setup/child.mjs';

// The terminal sends Ctrl-C to every process, and npm passes it on again. A second signal within
// this time is the same keypress.
const SAME_KEYPRESS_MS = 700;
const PARENT_CHECK_MS = 1000;
const SIGNALS = Object.freeze({ SIGHUP: 129, SIGINT: 130, SIGTERM: 143 });

/** A signal asked us to stop. */
export class StopRequest extends Error {
  /** @param {keyof typeof SIGNALS} signal */
  constructor(signal) {
    super(`stopped by ${signal}`);
    /** The exit code of a process that ended by this signal. */
    this.exitCode = SIGNALS[signal];
  }
}

/**
 * One reason to stop everything: a signal, or a child that ended by itself. `signal.reason` says
 * which. A second signal aborts `hurry`.
 *
 * @typedef {object} Halt
 * @property {AbortSignal} signal
 * @property {AbortSignal} hurry
 * @property {(child: import('../setup/child.mjs').Child) => void} watch stops everything if the
 * child ends by itself
 * @property {() => void} expectEndings from now on, children end because we stop them; the next
 * signal means: hurry
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
    expectEndings: () => stop(new Error('the quickstart is ending')),
    watch: (child) => void child.exited.then((ending) => stop(new Error(describeEnding(child, ending)))),
  };
}

/**
 * npm sends SIGTERM to the shell between npm and us. The shell ends without passing it on, so a new
 * parent is our only sign.
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
export function waitForAbort(signal) {
  return new Promise((resolve) => {
    // Keeps this process alive while it waits.
    const alive = setInterval(() => undefined, 60_000);
    const finish = () => {
      clearInterval(alive);
      resolve();
    };
    if (signal.aborted) finish();
    else signal.addEventListener('abort', finish, { once: true });
  });
}
