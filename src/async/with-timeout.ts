/**
 * Runs `work` with a signal that aborts together with `signal`, or with a `TimeoutError` after the timeout.
 *
 * `AbortSignal.any([signal, AbortSignal.timeout(ms)])` is not the same: nothing holds a reference to that timeout, and
 * after Node 20 has collected it as garbage the combined signal never aborts.
 */
export async function withTimeout<T>(
  milliseconds: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal.reason);
  const timer = setTimeout(
    () => controller.abort(new DOMException('The time for this is up', 'TimeoutError')),
    Math.max(1, milliseconds),
  );
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}
