/**
 * Runs `work` and returns the processor time of this process in milliseconds. Other processes do
 * not count.
 */
export function processorTimeOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Times below this are noise. */
const NOISE_MS = 10;

/**
 * Returns how many times as much processor time `work` takes when its input is eight times as long:
 * about 8 if the time is linear, about 64 if it is quadratic. The best of three runs counts.
 */
export function growthOf(work: (length: number) => unknown, { length }: { readonly length: number }): number {
  const best = (times: number): number =>
    Math.min(...Array.from({ length: 3 }, () => processorTimeOf(() => work(times * length))));
  return best(8) / Math.max(best(1), NOISE_MS);
}

/** Growth that linear time never reaches and quadratic time exceeds. */
export const MAX_LINEAR_GROWTH = 30;
