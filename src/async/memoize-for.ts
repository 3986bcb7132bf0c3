/**
 * Returns a function that shares one result of `read` among all callers while it is pending, and
 * for `milliseconds` after it resolves. A failure is shared with the callers that wait for it, and
 * then forgotten.
 *
 * @param now a monotonic clock, in milliseconds.
 */
export function memoizeFor<T>(
  milliseconds: number,
  read: () => Promise<T>,
  now: () => number = () => performance.now(),
): () => Promise<T> {
  let reading: Promise<T> | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  return () => {
    if (reading !== undefined && now() - readAt < milliseconds) return reading;
    readAt = Number.POSITIVE_INFINITY;
    const mine = read();
    reading = mine;
    mine.then(
      () => {
        readAt = now();
      },
      () => {
        reading = undefined;
      },
    );
    return mine;
  };
}
