import fc from 'fast-check';
import iconv from 'iconv-lite';
import { quoteText } from '../../src/articles/quote-text.ts';
import { AppError } from '../../src/errors.ts';
import { firstAnswer } from '../../src/quotes/first-answer.ts';
import type { WireFormat } from '../../src/quotes/provider.ts';
import { PROVIDERS } from '../../src/quotes/providers/table.ts';
import { quoteSchema } from '../../src/quotes/quote.ts';
import type { MissingReason, QuoteSource } from '../../src/quotes/quote-source.ts';
import type { Ticker } from '../../src/tickers/ticker.ts';
import { anyText, mainlandTicker } from '../support/arbitraries.ts';
import { aQuote, sinaRow, sourceOf, tencentRow } from '../support/build.ts';

const fetchedAt = new Date('2026-09-30T06:10:21Z');
const formats = Object.values(PROVIDERS);

/** A cell as a provider in a bad hour would write it. */
const cell = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '-',
    '0',
    '0.000',
    '-1',
    '1e999',
    '0x1f',
    'NaN',
    '99999999999999999999',
    '0.00000001',
    'S',
    'D',
    'C',
    '03',
    '-3',
    'constructor',
    '20260930141019',
    '00000000000000',
    '2026-02-30',
    '2026-09-30',
    '24:00:00',
    '14:10:19',
    '1/2/3',
    '1/2/1e400',
    '"',
    ';',
    '名'.repeat(90),
  ),
  anyText,
);
const parts = fc
  .dictionary(fc.nat(60).map(String), cell, { maxKeys: 5 })
  .map((cells) => cells as Record<number, string>);
const rows = fc
  .array(fc.tuple(fc.constantFrom(tencentRow, sinaRow), mainlandTicker, parts), { maxLength: 4 })
  .map((list) => list.map(([row, ticker, cells]) => row(ticker, cells)).join(''));
const answer: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  rows.map((text) => new Uint8Array(iconv.encode(text, 'utf8'))),
  rows.map((text) => new Uint8Array(iconv.encode(text, 'gb18030'))),
  fc.tuple(rows, fc.nat(400)).map(([text, length]) => new TextEncoder().encode(text.slice(0, length))),
);

function readBy(format: WireFormat, bytes: Uint8Array): ReturnType<WireFormat['read']> | AppError {
  try {
    return format.read(bytes);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

test('any bytes are rows or an AppError to every provider, and every row is a quote', () => {
  fc.assert(
    fc.property(fc.constantFrom(...formats), answer, (format, bytes) => {
      const read = readBy(format, bytes);
      if (read instanceof AppError) {
        expect(read.code).toMatch(/^provider_(?:answer_invalid|refused)$/);
        return;
      }
      for (const row of read.values()) {
        if (row === undefined) continue;
        const quote = {
          ...row,
          fetchedAt: fetchedAt.toISOString(),
          source: format.name,
          session: 'open' as const,
          stale: false,
        };
        expect(quoteSchema.parse(quote)).toEqual(quote);
        if (quote.state !== 'trading') expect(quote.price).toBeNull();
        expect(quoteText(quote)).toMatch(/^\([^<>&"]+\)$/);
      }
    }),
    { numRuns: 1000 },
  );
});

test('every row stands under the key it bears, and changes with no other row', () => {
  fc.assert(
    fc.property(fc.uniqueArray(mainlandTicker, { minLength: 1, maxLength: 5 }), (tickers) => {
      for (const [name, row, encoding] of [
        ['tencent', tencentRow, 'utf8'],
        ['sina', sinaRow, 'gb18030'],
      ] as const) {
        const priced = (ticker: Ticker) => row(ticker, { 3: `${Number(ticker.slice(2)) + 1}.00` });
        const read = PROVIDERS[name]?.read(iconv.encode(tickers.map(priced).join(''), encoding));
        expect([...(read?.keys() ?? [])]).toEqual(tickers);
        for (const ticker of tickers) expect(read?.get(ticker)?.price).toBe(Number(ticker.slice(2)) + 1);
      }
    }),
    { numRuns: 100 },
  );
});

test('a provider’s key names the ticker that it was made of', () => {
  fc.assert(
    fc.property(fc.constantFrom(...formats), mainlandTicker, (format, ticker) => {
      expect(format.keyOf(ticker)).toBe(ticker);
      expect(format.path([ticker, ticker])).toContain(`${ticker},${ticker}`);
    }),
    { numRuns: 50 },
  );
});

const source: fc.Arbitrary<QuoteSource & { readonly asked: (readonly Ticker[])[] }> = fc
  .tuple(
    fc.nat(1000),
    fc.constantFrom('table', 'down'),
    fc.func(fc.constantFrom('quote', 'unknown', 'unsupported', 'upstream-error')),
  )
  .map(([id, kind, decide]) => {
    if (kind === 'down') return sourceOf('down', new AppError('provider_unavailable', 'down'));
    const answers = new Proxy(
      {},
      {
        get: (_target, ticker) => {
          const decision = decide(String(ticker));
          return decision === 'quote' ? aQuote({ name: `${id}` }) : (decision as MissingReason);
        },
      },
    );
    return sourceOf(`table ${id}`, answers);
  });
const tickers = fc.uniqueArray(mainlandTicker, { maxLength: 8 });
const signal = new AbortController().signal;

test('every ticker that was asked for has a quote or a reason, never both, and no other has', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(source, { maxLength: 4 }), tickers, async (sources, asked) => {
      const { quotes, missing } = await firstAnswer(sources, { timeoutMs: 1000 }).quotesFor(asked, {
        signal,
      });
      expect([...quotes.keys(), ...missing.keys()].sort()).toEqual([...asked].sort());
    }),
    { numRuns: 200 },
  );
});

test('each source is asked once at most, and never for a ticker that was answered before', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(source, { maxLength: 4 }), tickers, async (sources, asked) => {
      for (const { asked: questions } of sources) questions.length = 0;
      const { quotes } = await firstAnswer(sources, { timeoutMs: 1000 }).quotesFor(asked, { signal });
      let open = asked.length;
      for (const { asked: questions } of sources) {
        expect(questions.length).toBeLessThanOrEqual(1);
        const question = questions[0] ?? [];
        expect(new Set(question).size).toBe(question.length);
        expect(question.length).toBeLessThanOrEqual(open);
        open = questions.length === 0 ? open : question.length;
      }
      expect(quotes.size).toBeLessThanOrEqual(asked.length);
    }),
    { numRuns: 200 },
  );
});

test('the order of the tickers changes no answer', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(source, { maxLength: 3 }), tickers, async (sources, asked) => {
      const answer = firstAnswer(sources, { timeoutMs: 1000 });
      const one = await answer.quotesFor(asked, { signal });
      const other = await answer.quotesFor(asked.toReversed(), { signal });
      for (const ticker of asked) {
        expect(other.quotes.get(ticker)).toEqual(one.quotes.get(ticker));
        expect(other.missing.get(ticker)).toBe(one.missing.get(ticker));
      }
    }),
    { numRuns: 100 },
  );
});
