/**
 * A computation that pauses now and then. Each `yield` marks a place where something else may run. The computation itself
 * has no clock and knows nothing of whoever runs it.
 */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Runs a computation to its end without a pause. */
export function allAtOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
