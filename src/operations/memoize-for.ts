/** The same reading for all who ask while one is on its way, and for so many milliseconds behind that; one that fails is not remembered. */
export function remembered<T>(read: () => Promise<T>, milliseconds: number): () => Promise<T> {
  let reading: Promise<T> | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  return () => {
    if (reading !== undefined && performance.now() - readAt < milliseconds) return reading;
    readAt = Number.POSITIVE_INFINITY;
    const mine = read();
    reading = mine;
    mine.then(
      () => {
        readAt = performance.now();
      },
      () => {
        reading = undefined;
      },
    );
    return mine;
  };
}
