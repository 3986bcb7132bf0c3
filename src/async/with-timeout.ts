import { setMaxListeners } from 'node:events';

/**
 * Runs `work` with a signal that aborts together with `signal`, or with a `TimeoutError` after the
 * timeout. The result is the result of `work`, which must obey its signal. For work that cannot,
 * use {@link settleWithin}.
 *
 * `AbortSignal.any([signal, AbortSignal.timeout(ms)])` is not the same: nothing holds a reference
 * to that timeout, and after Node 20 has collected it as garbage the combined signal never aborts.
 */
export async function withTimeout<T>(
  milliseconds: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  // Work on many things at once has one listener for each.
  setMaxListeners(Number.POSITIVE_INFINITY, controller.signal);
  const abort = (): void => controller.abort(signal?.reason);
  const timer = setTimeout(
    () =>
      controller.abort(new DOMException(`Timed out after ${Math.round(milliseconds)} ms`, 'TimeoutError')),
    Math.max(1, milliseconds),
  );
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

/** Settles as `promise` does, or rejects with the signal's reason as soon as the signal aborts. */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  // Nobody else may handle a later rejection.
  promise.catch(() => {});
  signal.throwIfAborted();
  let giveUp = (): void => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    giveUp = () => reject(signal.reason);
    signal.addEventListener('abort', giveUp, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

/**
 * Settles as `promise` does. Rejects with a `TimeoutError` after the timeout, or with the signal's
 * reason as soon as that aborts. Whatever makes the promise goes on.
 */
export function settleWithin<T>(milliseconds: number, promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  promise.catch(() => {});
  return withTimeout(milliseconds, signal, (limited) => abortable(promise, limited));
}

/** Whether an error is the end of a {@link withTimeout} or {@link settleWithin}. */
export function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'TimeoutError';
}
