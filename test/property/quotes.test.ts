import fc from 'fast-check';
import iconv from 'iconv-lite';
import { quoteText } from '../../src/articles/quote-text.ts';
import { AppError } from '../../src/errors.ts';
import { firstAnswer } from '../../src/quotes/first-answer.ts';
import { HISTORIES } from '../../src/quotes/histories/table.ts';
import type { WireFormat } from '../../src/quotes/provider.ts';
import { PROVIDERS } from '../../src/quotes/providers/table.ts';
import { quoteSchema } from '../../src/quotes/quote.ts';
import type { MissingReason, QuoteSource } from '../../src/quotes/quote-source.ts';
import { secidsOf, tickerFromNotation } from '../../src/tickers/notations.ts';
import { parseTicker, type Ticker } from '../../src/tickers/ticker.ts';
import { anyText, anyTicker, mainlandTicker } from '../support/arbitraries.ts';
import {
  aQuote,
  eastmoneyAnswer,
  eastmoneyRow,
  foreignCells,
  sinaRow,
  sourceOf,
  tencentRow,
} from '../support/build.ts';

const fetchedAt = new Date('2026-09-30T06:10:21Z');
const formats = Object.values(PROVIDERS);

/** A cell as a broken provider would write it. */
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
  .array(fc.tuple(fc.constantFrom('tencent', 'sina'), anyTicker, parts), { maxLength: 4 })
  .map((list) => ({
    text: list
      .map(([name, ticker, cells]) => {
        const key = PROVIDERS[name]?.keysOf(ticker)[0] ?? ticker;
        const row = name === 'tencent' ? tencentRow : sinaRow;
        return row(key, { ...foreignCells(ticker), ...cells });
      })
      .join(''),
    tickers: list.map(([, ticker]) => ticker),
  }));

/** Eastmoney's cells are JSON, and may have any type if the provider is broken. */
const jsonCells = fc.dictionary(
  fc.constantFrom('f2', 'f5', 'f6', 'f12', 'f13', 'f14', 'f15', 'f16', 'f17', 'f18', 'f124'),
  fc.oneof(cell, fc.double(), fc.integer(), fc.jsonValue({ maxDepth: 1 })),
  { maxKeys: 4 },
);
const eastmoneyRows = fc.array(fc.tuple(anyTicker, jsonCells), { maxLength: 4 }).map((list) => ({
  text: eastmoneyAnswer(
    ...list.flatMap(([ticker, cells]) => secidsOf(ticker).map((secid) => eastmoneyRow(secid, cells))),
  ),
  tickers: list.map(([ticker]) => ticker),
}));

interface Answer {
  readonly bytes: Uint8Array;
  /** The tickers whose rows the answer has. */
  readonly tickers: readonly Ticker[];
}
const encoder = new TextEncoder();
const answer: fc.Arbitrary<Answer> = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => ({ bytes, tickers: [] })),
  fc.tuple(rows, fc.constantFrom('utf8', 'gb18030')).map(([{ text, tickers }, encoding]) => ({
    bytes: new Uint8Array(iconv.encode(text, encoding)),
    tickers,
  })),
  fc.tuple(rows, fc.nat(400)).map(([{ text, tickers }, length]) => ({
    bytes: encoder.encode(text.slice(0, length)),
    tickers,
  })),
  eastmoneyRows.map(({ text, tickers }) => ({ bytes: encoder.encode(text), tickers })),
  fc.json({ maxDepth: 3 }).map((text) => ({ bytes: encoder.encode(`{"rc":0,"data":${text}}`), tickers: [] })),
);

type Read = ReturnType<WireFormat['read']>;

/** Reads an answer as if these tickers were requested. */
function readBy(format: WireFormat, bytes: Uint8Array, asked: readonly Ticker[]): Read | AppError {
  const keys = asked.flatMap((ticker) => format.keysOf(ticker).map((key) => [key, ticker] as const));
  try {
    return format.read(bytes, { tickers: new Map(keys), fetchedAt });
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

test('every provider turns any bytes into quotes for the requested tickers, or throws an AppError', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...formats),
      answer,
      fc.uniqueArray(anyTicker, { maxLength: 5 }),
      (format, { bytes, tickers: answered }, others) => {
        const asked = [...answered, ...others];
        const read = readBy(format, bytes, asked);
        if (read instanceof AppError) {
          expect(read.code).toMatch(/^provider_(?:answer_invalid|refused)$/);
          return;
        }
        for (const [ticker, row] of read ?? []) {
          expect(asked).toContain(ticker);
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
      },
    ),
    { numRuns: 700 },
  );
});

test('every row is the quote of the ticker in its key, and does not depend on other rows', () => {
  fc.assert(
    fc.property(fc.uniqueArray(mainlandTicker, { minLength: 1, maxLength: 5 }), (tickers) => {
      for (const [name, row, encoding] of [
        ['tencent', tencentRow, 'utf8'],
        ['sina', sinaRow, 'gb18030'],
      ] as const) {
        const format = PROVIDERS[name];
        if (!format) throw new Error(`no ${name}`);
        const priced = (ticker: Ticker) => row(ticker, { 3: `${Number(ticker.slice(2)) + 1}.00` });
        const read = readBy(format, iconv.encode(tickers.map(priced).join(''), encoding), tickers);
        if (read === undefined || read instanceof AppError) throw new Error('not read');
        expect([...read.keys()]).toEqual(tickers);
        for (const [ticker, { price, state }] of read) {
          expect(price).toBe(state === 'retired' ? null : Number(ticker.slice(2)) + 1);
        }
      }
    }),
    { numRuns: 100 },
  );
});

test('a provider’s keys belong to one ticker only', () => {
  fc.assert(
    fc.property(fc.constantFrom(...formats), anyTicker, (format, ticker) => {
      const keys = format.keysOf(ticker);
      expect(format.path([...keys, ...keys])).toContain([...keys, ...keys].join());
      for (const key of keys) {
        expect(key).toMatch(/^[\w.$]+$/);
        expect(tickerFromNotation(format.name, key)).toBe(ticker);
      }
    }),
    { numRuns: 200 },
  );
});

const barCell = fc.oneof(cell, fc.constantFrom('2026-09-30', '10.52'), fc.jsonValue({ maxDepth: 1 }));
const barRows = fc.array(fc.oneof(fc.array(barCell, { maxLength: 6 }), barCell), { maxLength: 4 });
const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
const barAnswer: fc.Arbitrary<Uint8Array> = fc.oneof(
  answer.map(({ bytes }) => bytes),
  barRows.map((day) => encoder.encode(JSON.stringify({ code: 0, data: { sz000625: { day } } }))),
  barRows.map((list) => {
    const klines = list.map((row) => (Array.isArray(row) ? row.map(textOf).join() : row));
    return encoder.encode(JSON.stringify({ rc: 0, data: { code: '000625', market: 0, klines } }));
  }),
);

test('every history turns any bytes into bars or none, or throws an AppError', () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.values(HISTORIES)), barAnswer, (format, bytes) => {
      for (const key of format.keysOf(parseTicker('sz000625'))) {
        try {
          for (const { date, close } of format.read(bytes, key) ?? []) {
            expect(date).toBe(new Date(date).toISOString().slice(0, 10));
            expect(close).toBeGreaterThan(0);
            expect(close).toBeLessThan(1e15);
          }
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          expect(error.code).toMatch(/^provider_(?:answer_invalid|refused)$/);
        }
      }
    }),
    { numRuns: 700 },
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

test('every requested ticker has either a quote or a reason, and no other ticker has one', async () => {
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

test('each source is asked at most once, and never for a ticker that already has an answer', async () => {
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

test('the order of the tickers does not change the answers', async () => {
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
