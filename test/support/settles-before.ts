/**
 * Returns whether `work` settles before a timer of this many milliseconds that starts now. Timers
 * of one process fire in order, so a busy machine delays both alike: this checks an order, not a
 * duration.
 */
export async function settlesBefore(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, milliseconds, false);
  });
  const settled = work.then(
    () => true,
    () => true,
  );
  return await Promise.race([settled, late]).finally(() => clearTimeout(timer));
}
