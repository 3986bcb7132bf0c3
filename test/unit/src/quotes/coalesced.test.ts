import { coalesced } from '../../../../src/quotes/coalesced.ts';
import type { QuoteAnswers, QuoteSource } from '../../../../src/quotes/quote-source.ts';
import { parseTicker, type Ticker } from '../../../../src/tickers/ticker.ts';
import { aQuote, sourceOf } from '../../../support/build.ts';

const tickers = (...codes: readonly string[]): readonly Ticker[] => codes.map(parseTicker);
const forever = new AbortController().signal;
const options = { signal: forever };

/** Returns a source that answers when the test says so. */
function manualSource() {
  const asked: (readonly Ticker[])[] = [];
  const signals: AbortSignal[] = [];
  const requests: ((outcome: QuoteAnswers | Error) => void)[] = [];
  const source: QuoteSource = {
    name: 'manual',
    quotesFor(wanted, { signal }) {
      asked.push([...wanted]);
      signals.push(signal);
      return new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        requests.push((outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome)));
      });
    },
  };
  const answer = (index: number): void => {
    requests[index]?.({
      quotes: new Map((asked[index] ?? []).map((ticker) => [ticker, aQuote()])),
      missing: new Map(),
    });
  };
  return { source, asked, signals, requests, answer };
}

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

test('concurrent calls share one request, and each caller gets its own answers', async () => {
  const { source, asked, answer } = manualSource();
  const quotes = coalesced(source);
  const first = quotes.quotesFor(tickers('sz000625', 'sh600519'), options);
  const second = quotes.quotesFor(tickers('sh600519', 'hk00700'), options);
  await jest.advanceTimersByTimeAsync(4);
  expect(asked).toEqual([['sz000625', 'sh600519', 'hk00700']]);
  answer(0);
  expect([...(await first).quotes.keys()]).toEqual(['sz000625', 'sh600519']);
  expect([...(await second).quotes.keys()]).toEqual(['sh600519', 'hk00700']);
});

test('a pending ticker is not asked for again until its request has ended', async () => {
  const { source, asked, answer } = manualSource();
  const quotes = coalesced(source);
  const first = quotes.quotesFor(tickers('sz000625'), options);
  await jest.advanceTimersByTimeAsync(4);
  const second = quotes.quotesFor(tickers('sz000625', 'sh600519'), options);
  await jest.advanceTimersByTimeAsync(4);
  expect(asked).toEqual([['sz000625'], ['sh600519']]);
  answer(0);
  answer(1);
  expect((await first).quotes.size).toBe(1);
  expect((await second).quotes.size).toBe(2);
  void quotes.quotesFor(tickers('sz000625'), options);
  await jest.advanceTimersByTimeAsync(4);
  expect(asked).toHaveLength(3);
});

test('a request is sent at once with sixty tickers, and the others go into another one', async () => {
  const { source, asked } = manualSource();
  const many = Array.from({ length: 130 }, (_, index) => parseTicker(`sz${String(index).padStart(6, '0')}`));
  void coalesced(source).quotesFor(many, options);
  await jest.advanceTimersByTimeAsync(0);
  expect(asked.map(({ length }) => length)).toEqual([60, 60]);
  await jest.advanceTimersByTimeAsync(4);
  expect(asked.map(({ length }) => length)).toEqual([60, 60, 10]);
});

test('a request continues while a caller waits for it, and is aborted when none does', async () => {
  const { source, signals, answer } = manualSource();
  const quotes = coalesced(source);
  const [one, two] = [new AbortController(), new AbortController()];
  const first = quotes.quotesFor(tickers('sz000625'), { signal: one.signal });
  const second = quotes.quotesFor(tickers('sz000625'), { signal: two.signal });
  await jest.advanceTimersByTimeAsync(4);
  one.abort(new Error('gone'));
  await expect(first).rejects.toThrow('gone');
  expect(signals[0]?.aborted).toBe(false);
  two.abort(new Error('gone too'));
  await expect(second).rejects.toThrow('gone too');
  expect(signals[0]?.aborted).toBe(true);
  const third = quotes.quotesFor(tickers('sz000625'), options);
  await jest.advanceTimersByTimeAsync(4);
  answer(1);
  expect((await third).quotes.size).toBe(1);
});

test('a request that all callers gave up before it was sent is dropped, and the next caller gets a new one', async () => {
  const { source, asked, answer } = manualSource();
  const quotes = coalesced(source);
  const controller = new AbortController();
  const first = quotes.quotesFor(tickers('sz000625'), { signal: controller.signal });
  controller.abort(new Error('gone'));
  await expect(first).rejects.toThrow('gone');
  const second = quotes.quotesFor(tickers('sz000625'), options);
  await jest.advanceTimersByTimeAsync(8);
  expect(asked).toEqual([['sz000625']]);
  answer(0);
  expect((await second).quotes.size).toBe(1);
});

test('a failure reaches all callers that wait, and is not kept', async () => {
  const { source, requests, answer } = manualSource();
  const quotes = coalesced(source);
  const both = [1, 2].map(() => quotes.quotesFor(tickers('sz000625'), options));
  const outcomes = Promise.allSettled(both);
  await jest.advanceTimersByTimeAsync(4);
  requests[0]?.(new Error('away'));
  expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const again = quotes.quotesFor(tickers('sz000625'), options);
  await jest.advanceTimersByTimeAsync(4);
  answer(1);
  expect((await again).quotes.size).toBe(1);
});

test('reasons are passed on, and a ticker without an answer is an upstream error', async () => {
  const source = sourceOf('s', { sz000625: 'unknown' });
  const answers = coalesced(source).quotesFor(tickers('sz000625'), options);
  await jest.advanceTimersByTimeAsync(4);
  expect((await answers).missing).toEqual(new Map([['sz000625', 'unknown']]));
  const silent: QuoteSource = {
    name: 'silent',
    quotesFor: async () => ({ quotes: new Map(), missing: new Map() }),
  };
  const nothing = coalesced(silent).quotesFor(tickers('sz000625'), options);
  await jest.advanceTimersByTimeAsync(4);
  expect((await nothing).missing).toEqual(new Map([['sz000625', 'upstream-error']]));
});

test('no request is sent without tickers or with an aborted signal', async () => {
  const { source, asked } = manualSource();
  expect((await coalesced(source).quotesFor([], options)).quotes.size).toBe(0);
  await expect(
    coalesced(source).quotesFor(tickers('sz000625'), { signal: AbortSignal.abort(new Error('no')) }),
  ).rejects.toThrow('no');
  await jest.advanceTimersByTimeAsync(10);
  expect(asked).toEqual([]);
});
