import { setImmediate } from 'node:timers/promises';
import { inOrder } from '../../../../../src/http/body/in-order.ts';

const options = { maxItems: 3, weightOf: () => 1, maxWeight: 100 };

/** Runs the event loop several times, so that all work that can finish has finished. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await setImmediate();
}

async function* counting(to: number, onTaken: (value: number) => void = () => {}): AsyncGenerator<number> {
  for (let value = 1; value <= to; value++) {
    onTaken(value);
    yield value;
  }
}

test('returns results in the order of the values, whichever is ready first', async () => {
  const results: number[] = [];
  const work = async (value: number): Promise<number> => {
    await turns(value % 3 === 1 ? 8 : 1);
    return value;
  };
  for await (const result of inOrder(counting(12), work, options)) results.push(result);
  expect(results).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});

test('returns a result before the next value arrives', async () => {
  let release = (): void => {};
  const blocked = new Promise<void>((resolve) => {
    release = resolve;
  });
  async function* values(): AsyncGenerator<string> {
    yield 'first';
    await blocked;
    yield 'second';
  }
  const results = inOrder(values(), async (value) => value, options);
  expect((await results.next()).value).toBe('first');
  release();
  expect((await results.next()).value).toBe('second');
  expect((await results.next()).done).toBe(true);
});

test('limits how many values are in progress, and reads no more while nobody reads the results', async () => {
  let inFlight = 0;
  let maxInFlight = 0;
  let lastRead = 0;
  const work = async (value: number): Promise<number> => {
    maxInFlight = Math.max(maxInFlight, ++inFlight);
    await turns(1);
    inFlight--;
    return value;
  };
  const results = inOrder(
    counting(50, (value) => {
      lastRead = value;
    }),
    work,
    options,
  );
  await results.next();
  await turns(100);
  expect(lastRead).toBeLessThanOrEqual(4);
  for await (const _ of results);
  expect(maxInFlight).toBe(3);
});

test('starts nothing while the values in progress are too heavy', async () => {
  let inFlight = 0;
  let maxInFlight = 0;
  const work = async (): Promise<void> => {
    maxInFlight = Math.max(maxInFlight, ++inFlight);
    await turns(1);
    inFlight--;
  };
  const heavy = { maxItems: 8, weightOf: () => 60, maxWeight: 100 };
  for await (const _ of inOrder(counting(10), work, heavy));
  expect(maxInFlight).toBe(2);
});

test('throws the error of a broken stream after the results before it', async () => {
  async function* broken(): AsyncGenerator<number> {
    yield 1;
    throw new Error('the stream broke');
  }
  const results = inOrder(broken(), async (value) => value, options);
  expect((await results.next()).value).toBe(1);
  await expect(results.next()).rejects.toThrow('the stream broke');
});

test('ends the stream when the caller stops reading', async () => {
  let isEnded = false;
  async function* values(): AsyncGenerator<number> {
    try {
      for (let value = 0; ; value++) yield value;
    } finally {
      isEnded = true;
    }
  }
  for await (const result of inOrder(values(), async (value) => value, options)) if (result === 5) break;
  expect(isEnded).toBe(true);
});

test('lets the event loop run between values that are all available', async () => {
  let rounds = 0;
  let isOver = false;
  const counted = (async () => {
    while (!isOver) {
      await setImmediate();
      rounds++;
    }
  })();
  for await (const _ of inOrder(counting(200), async (value) => value, options));
  isOver = true;
  await counted;
  expect(rounds).toBeGreaterThanOrEqual(66);
});

test('starts nothing more after the signal aborts', async () => {
  const controller = new AbortController();
  let begun = 0;
  const work = async (value: number): Promise<number> => {
    begun++;
    if (value === 10) controller.abort();
    return value;
  };
  for await (const _ of inOrder(counting(1000), work, { ...options, signal: controller.signal }));
  expect(begun).toBe(10);
});
