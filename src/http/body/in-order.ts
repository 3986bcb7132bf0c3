import { setImmediate } from 'node:timers/promises';

export interface InOrderOptions<T> {
  /** How many values are processed at a time. */
  readonly maxItems: number;
  /** The weight of a value. No value starts while those in flight weigh `maxWeight` or more. */
  readonly weightOf: (value: T) => number;
  readonly maxWeight: number;
  /** Aborted when nobody needs more results. Then no further value is started. */
  readonly signal?: AbortSignal;
}

/**
 * Runs `work` on each value of a stream, several at a time, and yields the results in the order of
 * the values, each as soon as possible. The stream is read no faster than the results are consumed,
 * and the event loop serves others after a few values. `work` must not reject. If the stream breaks
 * off, this throws after the results of the values before.
 */
export async function* inOrder<T, R>(
  values: AsyncIterable<T>,
  work: (value: T) => Promise<R>,
  options: InOrderOptions<T>,
): AsyncGenerator<R, void, undefined> {
  const source = values[Symbol.asyncIterator]();
  const inFlight: InFlight<R>[] = [];
  let coming: Promise<Coming<T>> | undefined;
  let end: { readonly failure?: unknown } | undefined;
  const pause = pausing(options);
  try {
    while (!options.signal?.aborted && (!end || inFlight.length > 0)) {
      if (!end && hasRoom(inFlight, options)) coming ??= comingFrom(source);
      const event = await firstOf(coming, inFlight[0]);
      if (event.kind === 'result') {
        inFlight.shift();
        yield event.result;
        continue;
      }
      coming = undefined;
      if (event.kind === 'end') end = event;
      else {
        const weight = options.weightOf(event.value);
        inFlight.push({ result: work(event.value), weight });
        await pause(weight);
      }
    }
    throwFailure(end);
  } finally {
    await source.return?.();
  }
}

/** The maximum weight of the values that start in one turn of the event loop. */
const MAX_WEIGHT_A_TURN = 64 * 1024;

/**
 * Returns a function to call after each value. It lets the event loop run after a few values,
 * because values that have arrived already, with work that waits for nothing, would block it.
 */
function pausing({ maxItems }: Pick<InOrderOptions<unknown>, 'maxItems'>): (weight: number) => Promise<void> {
  let [count, total] = [0, 0];
  return async (weight) => {
    count++;
    total += weight;
    if (count < maxItems && total < MAX_WEIGHT_A_TURN) return;
    [count, total] = [0, 0];
    await setImmediate();
  };
}

function throwFailure(end: { readonly failure?: unknown } | undefined): void {
  if (end && 'failure' in end) throw end.failure;
}

interface InFlight<R> {
  readonly result: Promise<R>;
  readonly weight: number;
}

type Coming<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'end'; readonly failure?: unknown };

function hasRoom<T>(
  inFlight: readonly InFlight<unknown>[],
  { maxItems, maxWeight }: Pick<InOrderOptions<T>, 'maxItems' | 'maxWeight'>,
): boolean {
  return inFlight.length < maxItems && inFlight.reduce((sum, { weight }) => sum + weight, 0) < maxWeight;
}

async function comingFrom<T>(source: AsyncIterator<T>): Promise<Coming<T>> {
  try {
    const { done, value } = await source.next();
    return done ? { kind: 'end' } : { kind: 'value', value };
  } catch (failure) {
    return { kind: 'end', failure };
  }
}

/**
 * Waits for both: a client may send the next line only after it has read the result of the last
 * one.
 */
function firstOf<T, R>(
  coming: Promise<Coming<T>> | undefined,
  head: InFlight<R> | undefined,
): Promise<Coming<T> | { readonly kind: 'result'; readonly result: R }> {
  return Promise.race([
    ...(head ? [head.result.then((result) => ({ kind: 'result' as const, result }))] : []),
    ...(coming === undefined ? [] : [coming]),
  ]);
}
