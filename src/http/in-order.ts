import { setImmediate } from 'node:timers/promises';

export interface InOrderOptions<T> {
  /** How many values are processed at a time. */
  readonly most: number;
  /** The weight of a value. No value starts while those in flight weigh `heaviest` or more. */
  readonly weightOf: (value: T) => number;
  readonly heaviest: number;
  /** Aborted when nobody wants results any more; then no further value is worked on. */
  readonly signal?: AbortSignal;
}

/**
 * What `work` makes of each value of a stream: several at a time, told in the order of the values and each as soon as it can be.
 * The stream is read no faster than the results are taken, and the event loop serves others after a few values. `work` must not reject;
 * where the stream breaks off, this throws after the results of what came before.
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

/** How heavy values may be that are worked on in one turn of the event loop. */
const MAX_WEIGHT_A_TURN = 64 * 1024;

/**
 * Makes what is called after each value: it gives the event loop its turn after a few. Values that are there already, and work that
 * needs nobody else, would leave it none.
 */
function pausing({ most }: Pick<InOrderOptions<unknown>, 'most'>): (weight: number) => Promise<void> {
  let [count, total] = [0, 0];
  return async (weight) => {
    count++;
    total += weight;
    if (count < most && total < MAX_WEIGHT_A_TURN) return;
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
  { most, heaviest }: Pick<InOrderOptions<T>, 'most' | 'heaviest'>,
): boolean {
  return inFlight.length < most && inFlight.reduce((sum, { weight }) => sum + weight, 0) < heaviest;
}

async function comingFrom<T>(source: AsyncIterator<T>): Promise<Coming<T>> {
  try {
    const { done, value } = await source.next();
    return done ? { kind: 'end' } : { kind: 'value', value };
  } catch (failure) {
    return { kind: 'end', failure };
  }
}

/** Neither waits for the other: a client may send a line only when it has read the answer to the last. */
function firstOf<T, R>(
  coming: Promise<Coming<T>> | undefined,
  head: InFlight<R> | undefined,
): Promise<Coming<T> | { readonly kind: 'result'; readonly result: R }> {
  return Promise.race([
    ...(head ? [head.result.then((result) => ({ kind: 'result' as const, result }))] : []),
    ...(coming === undefined ? [] : [coming]),
  ]);
}
