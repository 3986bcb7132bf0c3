/**
 * A computation that pauses now and then: something else may run at each `yield`. The computation
 * itself has no clock and does not know who runs it.
 */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Runs a computation to its end without a pause. */
export function allAtOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
