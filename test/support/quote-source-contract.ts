import { AppError } from '../../src/errors.ts';
import { quoteSchema } from '../../src/quotes/quote.ts';
import type { QuoteAnswers, QuoteSource } from '../../src/quotes/quote-source.ts';
import { parseTicker, type Ticker } from '../../src/tickers/ticker.ts';
import { until } from './until.ts';

/** Ways in which a provider fails to answer, with the error code of each. */
export const FAILURES = {
  'cut short': 'provider_answer_invalid',
  empty: 'provider_answer_invalid',
  'a page': 'provider_answer_invalid',
  huge: 'provider_answer_invalid',
  'a ban page': 'provider_refused',
  refused: 'provider_refused',
  dropped: 'provider_unavailable',
} as const;
export type Failure = keyof typeof FAILURES | 'hanging';

/**
 * What a source under test depends on: a provider's server on a socket, or the source that a
 * wrapper wraps.
 */
export interface Upstream {
  /**
   * Sets the prices. The upstream knows no other tickers. A server also answers with tickers that
   * were not requested.
   */
  lists(prices: ReadonlyMap<Ticker, number>): void;
  fails(how: Failure): void;
  /** The number of requests so far. */
  readonly questions: number;
  /** The number of requests that are still open. */
  readonly open: number;
}

/** A source and its upstream, created for every test and disposed of after it. */
export interface SourceUnderTest extends AsyncDisposable {
  readonly source: QuoteSource;
  readonly upstream: Upstream;
}

const PRICES = new Map(
  Object.entries({
    sz000625: 12.04,
    sh600519: 1258.62,
    hk00700: 420.6,
    usBABA: 130.53,
    'usBRK.B': 505.48,
  }).map(([code, price]) => [parseTicker(code), price] as const),
);
const LISTED = [...PRICES.keys()];
const NEVER_LISTED = parseTicker('sh688688');
const WITHOUT_QUOTES = parseTicker('RB2105');

/**
 * Defines a suite of tests for the laws that every QuoteSource obeys, provider or wrapper. `make`
 * creates the source and its upstream: `stubUpstream` for a provider, `fakeUpstream` for a wrapper
 * of its `source`. A wrapper may answer `upstream-error` if a provider throws.
 */
export function describeQuoteSource(name: string, make: () => Promise<SourceUnderTest>): void {
  describe(`${name}, as a source of quotes`, () => {
    const asking = async <T>(work: (subject: SourceUnderTest) => Promise<T>): Promise<T> => {
      await using subject = await make();
      subject.upstream.lists(PRICES);
      return await work(subject);
    };
    const ask = (source: QuoteSource, tickers: readonly Ticker[], milliseconds = 5000) =>
      source.quotesFor(tickers, { signal: AbortSignal.timeout(milliseconds) });

    test('returns nothing for an empty list, without a request', () =>
      asking(async ({ source, upstream }) => {
        const { quotes, missing } = await ask(source, []);
        expect([quotes.size, missing.size, upstream.questions]).toEqual([0, 0, 0]);
      }));

    test('returns a complete quote for every ticker, and no others', () =>
      asking(async ({ source }) => {
        const { quotes, missing } = await ask(source, LISTED);
        expect(missing.size).toBe(0);
        expect(new Set(quotes.keys())).toEqual(new Set(LISTED));
        for (const [ticker, quote] of quotes) {
          expect(quoteSchema.parse(quote)).toEqual(quote);
          expect([ticker, quote.price]).toEqual([ticker, PRICES.get(ticker)]);
        }
      }));

    test('returns the same quote for a single ticker as in a batch', () =>
      asking(async ({ source }) => {
        for (const ticker of LISTED) {
          const { quotes } = await ask(source, [ticker]);
          expect([...quotes].map(([key, { price }]) => [key, price])).toEqual([[ticker, PRICES.get(ticker)]]);
        }
      }));

    test('reports an unknown ticker without affecting others', () =>
      asking(async ({ source }) => {
        const { quotes, missing } = await ask(source, [NEVER_LISTED, ...LISTED]);
        expect([...missing]).toEqual([[NEVER_LISTED, 'unknown']]);
        expect(quotes.size).toBe(LISTED.length);
        expect([...(await ask(source, [NEVER_LISTED])).missing]).toEqual([[NEVER_LISTED, 'unknown']]);
      }));

    test('has no quote for a ticker that no exchange lists', () =>
      asking(async ({ source }) => {
        const { quotes, missing } = await ask(source, [WITHOUT_QUOTES, ...LISTED]);
        expect([...missing.keys()]).toEqual([WITHOUT_QUOTES]);
        expect(missing.get(WITHOUT_QUOTES)).toMatch(/^(?:unsupported|unknown)$/);
        expect(quotes.size).toBe(LISTED.length);
      }));

    test('returns the same for any order and for repeated tickers', () =>
      asking(async ({ source }) => {
        const asked = [NEVER_LISTED, ...LISTED];
        const answers = [];
        for (const order of [asked, asked.toReversed(), [...asked, ...asked]])
          answers.push(comparable(await ask(source, order)));
        expect(answers[1]).toEqual(answers[0]);
        expect(answers[2]).toEqual(answers[0]);
      }));

    test('keeps concurrent calls apart', () =>
      asking(async ({ source }) => {
        const answers = await Promise.all(LISTED.map((ticker) => ask(source, [ticker, NEVER_LISTED])));
        expect(answers.map(({ quotes }) => [...quotes.keys()])).toEqual(LISTED.map((ticker) => [ticker]));
      }));

    test('rejects when it is aborted, and leaves nothing open', () =>
      asking(async ({ source, upstream }) => {
        upstream.fails('hanging');
        const controller = new AbortController();
        const answer = source.quotesFor(LISTED, { signal: controller.signal });
        const outcome = answer.then(
          () => 'answered',
          () => 'rejected',
        );
        await until('it to ask', () => upstream.open > 0);
        controller.abort();
        expect(await outcome).toBe('rejected');
        await until('nothing to be open', () => upstream.open === 0);
      }));

    test('sends no request if it is aborted before', () =>
      asking(async ({ source, upstream }) => {
        await expect(source.quotesFor(LISTED, { signal: AbortSignal.abort() })).rejects.toThrow();
        expect(upstream.open).toBe(0);
      }));

    test.each(Object.entries(FAILURES))(
      'an upstream that is %s makes it fail with %s, or report that for every ticker',
      (how, code) =>
        asking(async ({ source, upstream }) => {
          upstream.fails(how as Failure);
          const outcome = await ask(source, LISTED).catch((error: unknown) => error);
          if (outcome instanceof Error) {
            expect(outcome).toBeInstanceOf(AppError);
            expect(outcome).toMatchObject({ code });
            expect(outcome.message).not.toMatch(/https?:\/\//);
            expect(outcome.message.length).toBeLessThan(300);
          } else {
            expect(new Set((outcome as QuoteAnswers).missing.values())).toEqual(new Set(['upstream-error']));
            expect((outcome as QuoteAnswers).quotes.size).toBe(0);
          }
          await until('nothing to be open', () => upstream.open === 0);
        }),
    );
  });
}

/** Returns answers without the fields that depend only on time. */
function comparable({ quotes, missing }: QuoteAnswers): object {
  const parts = [...quotes].map(([ticker, { fetchedAt: _, ...quote }]) => [ticker, quote] as const);
  return { quotes: Object.fromEntries(parts), missing: Object.fromEntries(missing) };
}
