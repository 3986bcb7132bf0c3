import fc from 'fast-check';
import type { Dialect } from '../../src/mentions/dialect.ts';
import { DIALECTS } from '../../src/mentions/dialects/table.ts';
import { tickerOfBareCode } from '../../src/tickers/bare-codes.ts';
import { kindOf } from '../../src/tickers/markets.ts';
import { codeOf, tickerFrom } from '../../src/tickers/ticker.ts';
import { tickerOfTextCode, tickerOfWrittenCode } from '../../src/tickers/written-codes.ts';
import { mentionsIn } from '../support/build.ts';

const NOTATIONS = DIALECTS.filter(({ notation }) => notation !== undefined);

const PIECES = [
  ...['（', '）', '(', ')', '$', '.', '．', '/', '-', '：', ':', '，', '、', ' ', '\n', '@', '_', '*'],
  ...['000625', '600519', '00700', '0', '1', '９', '６００５１９', '834277', '20211118', '000001', '300072'],
  ...['SZ', 'SH', 'HK', 'US', 'sh', 'BJ', 'SS', 'O', 'N', 'BABA', 'TSLA', 'A', 'a'],
  ...[
    '深交所',
    '港交所',
    '股票代码',
    '代码',
    'NYSE',
    'NASDAQ',
    'A股',
    '基金代码',
    '长安汽车',
    '号',
    '元',
    '市',
  ],
] as const;

const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 16 }).map((pieces) => pieces.join(''));

/** Six digits of a listed share that is certain without an exchange. */
const shareCode = fc
  .tuple(
    fc.constantFrom('000', '001', '002', '003', '300', '301', '600', '601', '603', '605', '688', '920'),
    fc.nat(999),
  )
  .map(([board, number]) => board + String(number).padStart(3, '0'));

const seen = (body: string): readonly string[] =>
  mentionsIn(body).map(({ ticker, text: written }) => `${ticker} ${written}`);

test('every mention is in the text, in order, without duplicates, and has a ticker', () => {
  fc.assert(
    fc.property(text, (body) => {
      let at = 0;
      for (const { start, end, text: written, ticker, dialect } of mentionsIn(body)) {
        expect(body.slice(start, end)).toBe(written);
        expect(written.trim()).toBe(written);
        expect(start).toBeGreaterThanOrEqual(at);
        expect(end).toBeGreaterThan(start);
        expect(tickerFrom(ticker)).toBe(ticker);
        expect(dialect).toBe('text');
        at = end;
      }
    }),
    { numRuns: 1000 },
  );
});

test('a marker matches every text that contains a mention', () => {
  const always: Dialect = { name: 'always', marker: '' };
  const everything = [...NOTATIONS, always];
  fc.assert(
    fc.property(text, (body) => {
      expect(mentionsIn(body, { dialects: NOTATIONS })).toEqual(mentionsIn(body, { dialects: everything }));
    }),
    { numRuns: 1000 },
  );
});

test('a share is found by its code in every spelling', () => {
  fc.assert(
    fc.property(shareCode, (digits) => {
      const ticker = tickerOfBareCode(digits);
      const exchange = ticker?.slice(0, 2).toUpperCase() ?? '';
      for (const written of [
        `${digits}.${exchange}`,
        `${exchange}.${digits}`,
        `${exchange}${digits}`,
        `${exchange.toLowerCase()}${digits}`,
      ]) {
        expect(seen(`长安汽车（${written}）今天`)).toEqual([`${ticker} ${written}`]);
        expect(seen(`今天${written}，`)).toEqual([`${ticker} ${written}`]);
        expect(tickerOfWrittenCode(written)).toBe(ticker);
      }
      expect(seen(`长安汽车(${digits})`)).toEqual([`${ticker} ${digits}`]);
      expect(seen(`（${digits}${exchange}）`)).toEqual([`${ticker} ${digits}${exchange}`]);
      expect(seen(`$长安汽车(${digits})$`)).toEqual([`${ticker} 长安汽车`]);
      expect(tickerOfTextCode(digits)).toBe(ticker);
    }),
  );
});

test('a code that continues on either side is ignored', () => {
  const more = fc.constantFrom(...'09aZz_９');
  fc.assert(
    fc.property(shareCode, more, (digits, character) => {
      const exchange = tickerOfBareCode(digits)?.slice(0, 2).toUpperCase();
      for (const written of [`${digits}.${exchange}`, `${exchange}${digits}`]) {
        expect(seen(`见${character}${written}`)).toEqual([]);
        expect(seen(`见${written}${character}`)).toEqual([]);
      }
      expect(seen(`长安汽车（${character}${digits}）`)).toEqual([]);
      expect(seen(`长安汽车（${digits}${character}）`)).toEqual([]);
    }),
  );
});

test('six digits after a name are a listed company or nothing', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999_999 }), (number) => {
      const digits = String(number).padStart(6, '0');
      for (const { ticker } of mentionsIn(`长安汽车（${digits}）`)) {
        expect(kindOf(ticker)).toBe('company');
        expect(codeOf(ticker)).toBe(digits);
        expect(digits).not.toMatch(/^(?:200|43|8[2378])/);
      }
    }),
    { numRuns: 700 },
  );
});

describe('time grows only with the text', () => {
  test.each(NOTATIONS.map(({ notation }) => notation?.pattern ?? ''))(
    'because each quantifier of a pattern is bounded, and none repeats another: %#',
    (pattern) => {
      expect(pattern).not.toBe('');
      const quantifiers = quantifiersIn(pattern);
      expect(quantifiers.length).toBeGreaterThan(0);
      for (const { max, repeats } of quantifiers) {
        expect(max).toBeLessThanOrEqual(120);
        if (max > 1) expect(repeats).toBe(1);
      }
    },
  );

  test.each([
    ['（', 0],
    ['(', 0],
    ['$', 0],
    ['0', 0],
    ['０', 0],
    ['600519', 0],
    ['0.', 0],
    ['.SH', 0],
    ['深交所', 0],
    ['（深交所：', 0],
    ['深交所：000625，', 0],
    ['（股票代码', 0],
    ['股票代码', 0],
    ['$名（', 0],
    ['$名', 0],
    ['A.', 0],
    ['（AB.', 0],
    ['名（000625', 0],
    ['（深交所：000625，', 1],
    ['名（000625）', 1],
    ['$TSLA ', 1],
    ['000625.SZ/', 1],
    ['$名(000625)$', 1],
  ])(
    'because doubling many of %j doubles the characters read, and a code after them is found',
    (piece, each) => {
      const many = 400;
      const once = readingOf(`${piece.repeat(many)}。茅台（600519.SH）`);
      const twice = readingOf(`${piece.repeat(2 * many)}。茅台（600519.SH）`);
      expect(once.tickers.slice(0, -1)).toHaveLength(each * many);
      expect(twice.tickers.slice(0, -1)).toHaveLength(2 * each * many);
      expect([once.tickers.at(-1), twice.tickers.at(-1)]).toEqual(['sh600519', 'sh600519']);
      // At the start, there is less text before a match.
      expect(twice.charactersRead).toBeLessThanOrEqual(2 * once.charactersRead + 100);
    },
  );
});

/** Returns the tickers in a body, and how many characters the notations read. */
function readingOf(body: string): { readonly tickers: readonly string[]; readonly charactersRead: number } {
  let charactersRead = 0;
  const counting = NOTATIONS.map((dialect) => ({
    ...dialect,
    notation: dialect.notation && {
      pattern: dialect.notation.pattern,
      read(match: string, before: string, after: string) {
        charactersRead += match.length + before.length + after.length;
        return dialect.notation?.read(match, before, after) ?? [];
      },
    },
  })) as readonly Dialect[];
  return { tickers: mentionsIn(body, { dialects: counting }).map(({ ticker }) => ticker), charactersRead };
}

interface Quantifier {
  /** How often it repeats at most. */
  readonly max: number;
  /** The most that a quantifier inside it repeats. */
  readonly repeats: number;
}

/** Returns the quantifiers in the source of a regular expression. */
function quantifiersIn(source: string): readonly Quantifier[] {
  const tokens =
    source.match(/\\u[0-9a-f]{4}|\\.|\[(?:\\.|[^\]])*\]|\((?:\?(?:[:=!]|<[=!]))?|\{[\d,]+\}|./gs) ?? [];
  const quantifiers: Quantifier[] = [];
  const open: number[] = [];
  let enclosed = 1;
  let repeats = 1;
  for (const token of tokens) {
    const max = maxOf(token);
    if (token.startsWith('(')) {
      open.push(enclosed);
      enclosed = 1;
    } else if (token === ')') {
      repeats = enclosed;
      enclosed = Math.max(open.pop() ?? 1, repeats);
    } else if (max === undefined) {
      repeats = 1;
    } else {
      quantifiers.push({ max, repeats });
      enclosed = Math.max(enclosed, max);
    }
  }
  return quantifiers;
}

/** Returns how often a quantifier repeats, or undefined for any other token. */
function maxOf(token: string): number | undefined {
  if (token === '?') return 1;
  if (token === '*' || token === '+') return Number.POSITIVE_INFINITY;
  const [, min, comma, max] = /^\{(\d+)(,?)(\d*)\}$/.exec(token) ?? [];
  if (min === undefined) return undefined;
  return comma === '' ? Number(min) : max === '' ? Number.POSITIVE_INFINITY : Number(max);
}

test('the check finds a quantifier without a bound, or one that repeats another', () => {
  expect(quantifiersIn('a+').map(({ max }) => max)).toEqual([Number.POSITIVE_INFINITY]);
  expect(quantifiersIn('[+*]\\+(?:ab{2,})?')).toEqual([
    { max: Number.POSITIVE_INFINITY, repeats: 1 },
    { max: 1, repeats: Number.POSITIVE_INFINITY },
  ]);
  expect(quantifiersIn('(?:(?<=x)a{1,3}(?:b|c)){2,4}')).toEqual([
    { max: 3, repeats: 1 },
    { max: 4, repeats: 3 },
  ]);
});
