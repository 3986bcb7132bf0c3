import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../../../src/errors.ts';
import { firstAnswer } from '../../../../src/quotes/first-answer.ts';
import type { QuoteSource } from '../../../../src/quotes/quote-source.ts';
import { parseTicker } from '../../../../src/tickers/ticker.ts';
import { aQuote, sourceOf } from '../../../support/build.ts';

const signal = new AbortController().signal;
const [A, B, C] = [parseTicker('sz000625'), parseTicker('sh600519'), parseTicker('hk00700')];
const down = new AppError('provider_unavailable', 'down');
const fromTencent = aQuote({ source: 'tencent' });
const fromSina = aQuote({ source: 'sina' });

const ask = (sources: readonly QuoteSource[], tickers = [A, B, C]) =>
  firstAnswer(sources, { timeoutMs: 1000 }).quotesFor(tickers, { signal });

/** Never answers. Rejects when the signal aborts. */
const hanging: QuoteSource = {
  name: 'hanging',
  quotesFor: (_tickers, options) =>
    new Promise((_resolve, reject) => {
      options.signal.addEventListener('abort', () => reject(down));
    }),
};

test('the quote of the first source is used, and the next is asked only for the other tickers', async () => {
  const first = sourceOf('first', { sz000625: fromTencent });
  const second = sourceOf('second', { sz000625: fromSina, sh600519: fromSina });
  const third = sourceOf('third', {});
  const { quotes, missing } = await ask([first, second, third]);
  expect([...quotes]).toEqual([
    [A, fromTencent],
    [B, fromSina],
  ]);
  expect([...missing]).toEqual([[C, 'unknown']]);
  expect([first.asked, second.asked, third.asked]).toEqual([[[A, B, C]], [[B, C]], [[C]]]);
});

test('a source is not asked when every ticker has a quote', async () => {
  const second = sourceOf('second', {});
  await ask([sourceOf('first', { sz000625: fromTencent }), second], [A]);
  expect(second.asked).toEqual([]);
});

test('no source is asked without tickers', async () => {
  const source = sourceOf('source', {});
  expect(await ask([source], [])).toEqual({ quotes: new Map(), missing: new Map() });
  expect(source.asked).toEqual([]);
});

test('a source that fails is reported and skipped', async () => {
  const failures: unknown[] = [];
  const source = firstAnswer([sourceOf('first', down), sourceOf('second', { sz000625: fromSina })], {
    timeoutMs: 1000,
    onFailure: (name, error) => failures.push([name, error]),
  });
  const { quotes } = await source.quotesFor([A], { signal });
  expect(quotes.get(A)).toEqual(fromSina);
  expect(failures).toEqual([['first', down]]);
});

test('tickers are an upstream error if no source could be asked', async () => {
  const { quotes, missing } = await ask([sourceOf('first', down), sourceOf('second', down)]);
  expect(quotes.size).toBe(0);
  expect([...missing]).toEqual([
    [A, 'upstream-error'],
    [B, 'upstream-error'],
    [C, 'upstream-error'],
  ]);
});

test('with no sources at all, every ticker is an upstream error', async () => {
  expect([...(await ask([], [A])).missing]).toEqual([[A, 'upstream-error']]);
});

test.each([
  ['unknown', 'unsupported', 'unknown'],
  ['unsupported', 'unknown', 'unknown'],
  ['unsupported', 'unsupported', 'unsupported'],
  ['unknown', 'upstream-error', 'unknown'],
] as const)('for %s and %s, the reason is %s', async (one, other, reason) => {
  const { missing } = await ask(
    [sourceOf('first', { sz000625: one }), sourceOf('second', { sz000625: other })],
    [A],
  );
  expect(missing.get(A)).toBe(reason);
});

test('an unknown ticker stays unknown even if the next source fails', async () => {
  const { missing } = await ask([sourceOf('first', { sz000625: 'unknown' }), sourceOf('second', down)], [A]);
  expect(missing.get(A)).toBe('unknown');
});

/** Answers after a moment, unless the signal aborts first. */
const unhurried: QuoteSource = {
  name: 'unhurried',
  quotesFor: (tickers, { signal: end }) =>
    delay(
      5,
      { quotes: new Map(tickers.map((ticker) => [ticker, fromSina])), missing: new Map() },
      { signal: end },
    ),
};

test('a source that hangs leaves time for the next', async () => {
  const source = firstAnswer([hanging, unhurried], { timeoutMs: 1000 });
  const { quotes } = await source.quotesFor([A], { signal });
  expect(quotes.get(A)).toEqual(fromSina);
});

test('tickers are an upstream error if all sources hang', async () => {
  const source = firstAnswer([hanging, hanging], { timeoutMs: 20 });
  const { missing } = await source.quotesFor([A], { signal });
  expect(missing.get(A)).toBe('upstream-error');
});

test('no other source is asked once the caller stops waiting', async () => {
  const controller = new AbortController();
  const next = sourceOf('next', {});
  const answer = firstAnswer([hanging, next], { timeoutMs: 60_000 }).quotesFor([A], {
    signal: controller.signal,
  });
  controller.abort(new Error('the caller stopped waiting'));
  await expect(answer).rejects.toThrow('the caller stopped waiting');
  expect(next.asked).toEqual([]);
});

test('a ticker that was not requested is not in the answer', async () => {
  const talkative: QuoteSource = {
    name: 'talkative',
    quotesFor: async () => ({
      quotes: new Map([
        [A, fromSina],
        [B, fromSina],
      ]),
      missing: new Map([[C, 'unknown' as const]]),
    }),
  };
  const { quotes, missing } = await ask([talkative], [A]);
  expect([...quotes.keys()]).toEqual([A]);
  expect([...missing.keys()]).toEqual([]);
});

test('a duplicate ticker is answered once', async () => {
  const { quotes, missing } = await ask([sourceOf('first', { sz000625: fromTencent })], [A, B, A, B]);
  expect([...quotes.keys()]).toEqual([A]);
  expect([...missing.keys()]).toEqual([B]);
});
