/**
 * Lends a signal to some work: it is aborted with `signal`, or when the time is up. The pair that `AbortSignal.any` makes with
 * `AbortSignal.timeout` is not, once Node 20 has collected the timeout as garbage.
 *
 * @template T
 * @param {number} milliseconds
 * @param {AbortSignal} signal
 * @param {(signal: AbortSignal) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function within(milliseconds, signal, work) {
  signal.throwIfAborted();
  const controller = new AbortController();
  const abort = () => controller.abort(signal.reason);
  const timer = setTimeout(
    () => controller.abort(new Error(`no answer within ${milliseconds} ms`)),
    milliseconds,
  );
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}
