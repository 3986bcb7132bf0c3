/**
 * Lends a signal to some work: it is aborted together with `signal`, or with a `TimeoutError` when the time is up.
 *
 * `AbortSignal.any([signal, AbortSignal.timeout(ms)])` looks like the same and is not: nothing holds the timeout of such a pair, and once
 * Node 20 has collected it as garbage the pair is never aborted.
 */
export async function within<T>(
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
