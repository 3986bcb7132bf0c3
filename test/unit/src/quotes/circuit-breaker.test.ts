import { AppError } from '../../../../src/errors.ts';
import { CircuitBreaker, withCircuitBreaker } from '../../../../src/quotes/circuit-breaker.ts';
import type { QuoteSource } from '../../../../src/quotes/quote-source.ts';
import { parseTicker } from '../../../../src/tickers/ticker.ts';
import { aQuote, sourceOf } from '../../../support/build.ts';

const TICKER = parseTicker('sz000625');
const forever = new AbortController().signal;

/** Returns a source that fails with `fault.now`, and a clock that the test sets. */
function watched() {
  const fault: { now: Error | undefined } = { now: undefined };
  const clock = { now: Date.parse('2026-09-30T02:00:00Z') };
  const changes: (string | null)[] = [];
  const answers = sourceOf('tencent', { sz000625: aQuote() });
  const source: QuoteSource = {
    name: 'tencent',
    async quotesFor(tickers, options) {
      if (fault.now) {
        answers.asked.push(tickers);
        throw fault.now;
      }
      return answers.quotesFor(tickers, options);
    },
  };
  const breaker = new CircuitBreaker('tencent', {
    now: () => new Date(clock.now),
    onChange: (_provider, change) => changes.push(change?.until.toISOString().slice(11, 19) ?? null),
  });
  const under = withCircuitBreaker(source, breaker);
  const ask = (signal: AbortSignal = forever) => under.quotesFor([TICKER], { signal });
  const outcome = () =>
    ask().then(
      ({ quotes }) => quotes.size,
      (error: Error) => error.message,
    );
  return { fault, clock, changes, asked: answers.asked, ask, outcome, under };
}

const away = new AppError('provider_unavailable', 'tencent could not be reached: ECONNRESET');
const refused = new AppError('provider_refused', 'tencent answered 456');

test('a provider that could not be reached is skipped for ten seconds, then asked again', async () => {
  const { fault, clock, changes, asked, outcome } = watched();
  fault.now = away;
  expect(await outcome()).toMatch(/ECONNRESET/);
  fault.now = undefined;
  expect(await outcome()).toBe(
    'The circuit breaker of tencent is open until 2026-09-30T02:00:10.000Z: tencent could not be reached: ECONNRESET',
  );
  clock.now += 9_999;
  expect(await outcome()).toMatch(/is open until/);
  expect(asked).toHaveLength(1);
  clock.now += 1;
  expect(await outcome()).toBe(1);
  expect(changes).toEqual(['02:00:10', null]);
});

test('each further failure doubles the time the circuit is open, to a minute at most; an answer resets it', async () => {
  const { fault, clock, changes, outcome } = watched();
  fault.now = away;
  for (const seconds of [10, 20, 40, 60, 60]) {
    await outcome();
    clock.now += seconds * 1000;
  }
  fault.now = undefined;
  expect(await outcome()).toBe(1);
  fault.now = away;
  await outcome();
  expect(changes).toEqual(['02:00:10', '02:00:30', '02:01:10', '02:02:10', '02:03:10', null, '02:03:20']);
});

test('a refusal opens the circuit for five minutes', async () => {
  const { fault, changes, outcome } = watched();
  fault.now = refused;
  await outcome();
  expect(changes).toEqual(['02:05:00']);
});

test('a half-open circuit lets one request through as a trial, and the others do not wait for it', async () => {
  const { fault, clock, asked, outcome } = watched();
  fault.now = away;
  await outcome();
  clock.now += 10_000;
  fault.now = undefined;
  expect(await Promise.all([outcome(), outcome(), outcome()])).toEqual([
    1,
    expect.stringMatching(/is open until/),
    expect.stringMatching(/is open until/),
  ]);
  expect(asked).toHaveLength(2);
  expect(await outcome()).toBe(1);
});

test('concurrent failures count as one failure', async () => {
  const { fault, changes, outcome } = watched();
  fault.now = away;
  await Promise.all([outcome(), outcome(), outcome()]);
  expect(changes).toEqual(['02:00:10']);
});

/** Returns a source whose answers the test gives one by one. */
function manualSource() {
  const requests: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const source: QuoteSource = {
    name: 'tencent',
    quotesFor: () =>
      new Promise((resolve, reject) => {
        requests.push({ resolve: () => resolve({ quotes: new Map(), missing: new Map() }), reject });
      }),
  };
  const clock = { now: Date.parse('2026-09-30T02:00:00Z') };
  const changes: (string | null)[] = [];
  const breaker = new CircuitBreaker('tencent', {
    now: () => new Date(clock.now),
    onChange: (_provider, change) => changes.push(change?.until.toISOString().slice(11, 19) ?? null),
  });
  const under = withCircuitBreaker(source, breaker);
  const ask = () => under.quotesFor([TICKER], { signal: forever }).catch(() => {});
  return { requests, clock, changes, ask };
}

test('an answer to a request from before a refusal does not close the circuit', async () => {
  const { requests, changes, ask } = manualSource();
  const both = [ask(), ask()];
  requests[1]?.reject(refused);
  await both[1];
  requests[0]?.resolve();
  await both[0];
  expect(changes).toEqual(['02:05:00']);
});

test('a refusal keeps a circuit open for longer, and a failure never for shorter', async () => {
  const { requests, changes, ask } = manualSource();
  const all = [ask(), ask(), ask()];
  requests[0]?.reject(away);
  await all[0];
  requests[1]?.reject(refused);
  await all[1];
  requests[2]?.reject(away);
  await all[2];
  expect(changes).toEqual(['02:00:10', '02:05:00']);
});

test('only the trial ends the trial', async () => {
  const { requests, clock, changes, ask } = manualSource();
  const [late, first] = [ask(), ask()];
  requests[1]?.reject(away);
  await first;
  clock.now += 10_000;
  const trial = ask();
  expect(requests).toHaveLength(3);
  requests[0]?.resolve();
  await late;
  await ask();
  expect(requests).toHaveLength(3);
  requests[2]?.resolve();
  await trial;
  expect(changes).toEqual(['02:00:10', null]);
});

test('a caller that stops waiting is not the provider’s fault, but a timeout is', async () => {
  const { fault, changes, ask } = watched();
  fault.now = away;
  await expect(ask(AbortSignal.abort(new Error('stopping')))).rejects.toThrow('ECONNRESET');
  expect(changes).toEqual([]);
  await expect(ask(AbortSignal.abort(new DOMException('late', 'TimeoutError')))).rejects.toThrow(
    'ECONNRESET',
  );
  expect(changes).toEqual(['02:00:10']);
});

test('a bug is rethrown and does not open the circuit', async () => {
  const { fault, changes, outcome } = watched();
  fault.now = new TypeError('x is not a function');
  expect(await outcome()).toBe('x is not a function');
  expect(changes).toEqual([]);
});

test('an empty list of tickers is answered while the circuit is open', async () => {
  const { fault, under, outcome } = watched();
  fault.now = away;
  await outcome();
  fault.now = undefined;
  expect((await under.quotesFor([], { signal: forever })).quotes.size).toBe(0);
});
