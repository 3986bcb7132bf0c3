import fc from 'fast-check';
import {
  EXCHANGE_WORDS,
  type ExchangeWord,
  JOINTS_OF,
  type Joint,
} from '../../src/tickers/exchange-words.ts';
import { mentionsIn } from '../support/build.ts';

/** A listed code of each venue, and its ticker. */
const LISTED: Readonly<Record<ExchangeWord['venue'], readonly (readonly [code: string, ticker: string])[]>> =
  {
    sh: [
      ['600519', 'sh600519'],
      ['688365', 'sh688365'],
      ['900901', 'sh900901'],
    ],
    sz: [
      ['000408', 'sz000408'],
      ['300308', 'sz300308'],
      ['002156', 'sz002156'],
    ],
    bj: [
      ['920118', 'bj920118'],
      ['834277', 'bj834277'],
    ],
    hk: [
      ['00700', 'hk00700'],
      ['0700', 'hk00700'],
      ['09988', 'hk09988'],
    ],
    us: [
      ['BABA', 'usBABA'],
      ['TSLA', 'usTSLA'],
      ['BRK.B', 'usBRK.B'],
      ['BRK/B', 'usBRK.B'],
      ['BF-B', 'usBF.B'],
    ],
    mainland: [
      ['600519', 'sh600519'],
      ['000408', 'sz000408'],
    ],
  };

const BRACKETS = ['（）', '()', '【】', '[]', '〔〕', '［］'] as const;
const LOWER_JOINTS: Readonly<Record<Joint, readonly string[]>> = {
  '': [''],
  '.': ['.', '．'],
  ':': [':', '：', ': ', ' : '],
  '-': ['-', '－'],
  _: ['_'],
  ' ': [' ', '　', '  '],
  '/': ['/', '／', ' / '],
  '|': ['|', '｜'],
  ',': [',', '，', ', '],
};

const toFullWidth = (text: string): string =>
  text.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));

/**
 * Every spelling of every exchange: the word, on either side, with each joint that it may have in
 * brackets.
 */
const SPELLINGS = EXCHANGE_WORDS.flatMap((word) =>
  (['before', 'after'] as const).flatMap((order) =>
    JOINTS_OF[word.kind][order].brackets.flatMap((joint) =>
      LOWER_JOINTS[joint].map((written) => ({ word, order, joint, written })),
    ),
  ),
);

type Spelling = (typeof SPELLINGS)[number];

function spelled({ word: { word }, order, written }: Spelling, code: string): string {
  return order === 'before' ? `${word}${written}${code}` : `${code}${written}${word}`;
}

const tickersIn = (text: string): readonly string[] => mentionsIn(text).map(({ ticker }) => ticker);

test('every spelling of every exchange, in either order, with each joint and bracket, gives the same ticker', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...SPELLINGS),
      fc.nat(10),
      fc.constantFrom(...BRACKETS),
      fc.boolean(),
      fc.constantFrom('', '，股价走低', '；公告', '、另一家'),
      (spelling, index, [open = '', close = ''], isWide, more) => {
        // A city stands for Hong Kong's exchange only beside all five digits.
        const isCode = ([code]: readonly [string, string]) =>
          spelling.word.kind !== 'place' || code.length > 4;
        const codes = LISTED[spelling.word.venue].filter(isCode);
        const [code, ticker] = codes[index % codes.length] ?? ['', ''];
        const written = spelled(spelling, code);
        const text = `某某${open}${isWide ? toFullWidth(written) : written}${more}${close}今天`;
        expect([text, tickersIn(text)]).toEqual([text, [ticker]]);
      },
    ),
    { numRuns: 1500 },
  );
});

test('two or three codes in one bracket are all read, with any separator', () => {
  const one = fc
    .tuple(fc.constantFrom('sh', 'sz', 'hk', 'us', 'bj'), fc.boolean(), fc.nat(5))
    .map(([venue, isSuffix, index]) => {
      const codes = LISTED[venue as 'sh'].filter(([code]) => !/[/-]/.test(code));
      const [code, ticker] = codes[index % codes.length] ?? ['', ''];
      const word = venue.toUpperCase();
      return { written: isSuffix ? `${code}.${word}` : `${word}.${code}`, ticker };
    })
    .filter(({ written }) => !/^HK\.\d{3}$/.test(written));
  const separator = fc.constantFrom('/', '、', '；', '，', ' ', ' / ', ', ', '|', '和', '; ');
  fc.assert(
    fc.property(fc.array(one, { minLength: 2, maxLength: 3 }), separator, (codes, between) => {
      const text = `某某（${codes.map(({ written }) => written).join(between)}）`;
      expect([text, tickersIn(text)]).toEqual([text, codes.map(({ ticker }) => ticker)]);
    }),
    { numRuns: 700 },
  );
});

test('an announcement’s header gives the codes after its label, with or without blanks, in half or full width', () => {
  const label = fc.constantFrom(
    '证券代码',
    '股票代码',
    'A股代码',
    'A 股代码',
    '公司代码',
    '公司股票代码',
    '上市代码',
  );
  const colon = fc.constantFrom(':', '：', ' : ', '： ', '　', ' ', '为', '（A股）：');
  const after = fc.constantFrom(
    '　　证券简称：某某',
    ' 股票简称: 某某',
    '',
    '，',
    '\n第二行',
    '　公告编号：2023-001',
  );
  fc.assert(
    fc.property(label, colon, after, fc.boolean(), fc.nat(5), (word, mark, more, isWide, index) => {
      const codes = [...LISTED.sh, ...LISTED.sz];
      const [code, ticker] = codes[index % codes.length] ?? ['', ''];
      // A company’s own number is not a listing’s code.
      const text = `${word === '公司代码' ? '股票代码' : word}${mark}${isWide ? toFullWidth(code) : code}${more}`;
      expect([text, tickersIn(text)]).toEqual([text, [ticker]]);
    }),
    { numRuns: 400 },
  );
});

test('the grammar ignores years, prices, dates, telephone numbers, postcodes and yields', () => {
  const number = fc.oneof(
    fc.integer({ min: 1990, max: 2035 }).map((year) => `${year}年`),
    fc.integer({ min: 1990, max: 2035 }).map(String),
    fc.integer({ min: 1, max: 99_999_999 }).map((price) => `${(price / 100).toFixed(2)}元`),
    fc.integer({ min: 1, max: 1200 }).map((rate) => `${(rate / 100).toFixed(3)}%`),
    fc
      .date({ min: new Date('1990-01-01'), max: new Date('2035-12-31'), noInvalidDate: true })
      .map((day) => day.toISOString().slice(0, 10)),
    fc
      .date({ min: new Date('1990-01-01'), max: new Date('2035-12-31'), noInvalidDate: true })
      .map((day) => day.toISOString().slice(0, 10).replaceAll('-', '')),
    fc.integer({ min: 10_000_000, max: 99_999_999 }).map((phone) => `010-${phone}`),
    fc.integer({ min: 13_000_000_000, max: 18_999_999_999 }).map(String),
    fc.integer({ min: 100_000, max: 999_999 }).map((postcode) => `邮编${postcode}`),
    fc.integer({ min: 1, max: 99_999_999 }).map((amount) => `${amount.toLocaleString('en')}股`),
    fc.integer({ min: 1, max: 999 }).map((number) => `公告编号：2023-${String(number).padStart(3, '0')}`),
  );
  const around = fc.constantFrom('', 'SH', 'SZ', '沪市', 'NYSE', 'A股', '股吧', '港交所');
  fc.assert(
    fc.property(
      number,
      around,
      fc.constantFrom(...BRACKETS, '  '),
      (written, word, [open = '', close = '']) => {
        for (const text of [
          `某某${open}${written}${close}`,
          `某某${open}${written}，${word}${close}`,
          `某某${open}${word}，${written}${close}`,
        ]) {
          expect([text, tickersIn(text)]).toEqual([text, []]);
        }
      },
    ),
    { numRuns: 1000 },
  );
});
