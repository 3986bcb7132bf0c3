import { tickerOfBareCode } from '../../tickers/bare-codes.ts';
import { kindOf } from '../../tickers/markets.ts';
import { type Ticker, tickerFrom } from '../../tickers/ticker.ts';
import { tickerOfMarkedCode, tickerOfTextCode } from '../../tickers/written-codes.ts';
import type { Dialect } from '../dialect.ts';

type Reader = (code: string) => Ticker | undefined;

const hongKong: Reader = (code) => (/^\d/.test(code) ? tickerFrom(`hk${code}`) : undefined);
const unitedStates: Reader = (code) => tickerFrom(`us${code}`);
const anyListing: Reader = (code) => tickerOfTextCode(code) ?? hongKong(code) ?? unitedStates(code);
// `代码` alone may number an error, too.
const anyLongCode: Reader = (code) => (/^\d{1,4}$/.test(code) ? undefined : anyListing(code));

/** What names the exchange before a code. */
const EXCHANGES: readonly (readonly [RegExp, Reader])[] = [
  [/深交所|深圳(?:证券)?交易所|深市|SZSE|SZ/, (code) => tickerFrom(`sz${code}`)],
  [/上交所|上海(?:证券)?交易所|沪市|SSE|SHSE|SH/, (code) => tickerFrom(`sh${code}`)],
  [/北交所|北京(?:证券)?交易所|BJ/, (code) => tickerFrom(`bj${code}`)],
  [/港交所|联交所|香港(?:联合)?交易所|HKEX|SEHK|HKG|HK/, hongKong],
  // Shorter ones may be how many there are.
  [/港股|H股/, (code) => (code.length < 3 ? undefined : hongKong(code))],
  [/纽交所|纽约(?:证券)?交易所|纳斯达克(?:交易所)?|美股|NYSE|NASDAQ|Nasdaq|AMEX|PINK/, unitedStates],
  [/[AB]股/, tickerOfTextCode],
];

/** What `代码` numbers. The code of an open-end fund or an index may be a share's too. */
const KINDS: readonly (readonly [RegExp, Reader])[] = [
  [/股票|股份|证券|上市/, anyListing],
  [/基金/, (code) => ofKind('fund', tickerOfBareCode(code))],
  [/转债|债券/, (code) => ofKind('bond', tickerOfBareCode(code))],
  [/指数/, (code) => ofKind('index', tickerFrom(`sh${code}`)) ?? ofKind('index', tickerOfBareCode(code))],
];

function ofKind(kind: ReturnType<typeof kindOf>, ticker: Ticker | undefined): Ticker | undefined {
  return ticker && kindOf(ticker) === kind ? ticker : undefined;
}

const DIGIT = '[0-9０-９]';
const HAN = '[\\u4e00-\\u9fff]';
const WORD = '代[码号碼號]';
const SEPARATOR = '）),，;；、/／|｜';
const CLASS = '(?:[.．][A-Z])?';
const SYMBOL = `[A-Z]{1,5}${CLASS}`;
const BEFORE_SEPARATOR = `(?=[^\\S\\n]{0,2}[${SEPARATOR}和及])`;

// What stands before a code is looked at from behind its first character: most characters of a text begin none.
const beginning = (first: string, before: string): string => `${first}(?<=[${before}]${first})`;
const SEPARATED_DIGIT = beginning(DIGIT, `（(${SEPARATOR}\\s`);
const SEPARATED_CAPITAL = beginning('[A-Z]', `（(${SEPARATOR}\\s`);

const BARE = `${beginning(DIGIT, '（(')}${DIGIT}{4,5}(?=[）)])`;
const DOT_LOST = `${SEPARATED_DIGIT}(?:${DIGIT}{5}(?:S[HZS]|BJ)|${DIGIT}{3,4}HK)`;
// A single letter before a single one is an abbreviation, such as that of the United Nations.
const AMERICAN = `${SEPARATED_CAPITAL}(?:[A-Z]{0,4}${CLASS}[.．](?:US|OQ|ND)|[A-Z]{1,4}${CLASS}[.．][KNO])`;
const LABEL =
  `(?:(?:${sources(EXCHANGES)})(?:[：:]|(?:上市)?(?:股票|股份|证券)?${WORD}[：:]?)` +
  `|(?:${sources(KINDS)})${WORD}[：:]?|${WORD}(?<!${HAN}${WORD})[：:]?)`;
const LABELLED = `${LABEL}\\s?(?:${DIGIT}{1,6}|${SYMBOL})`;

const CODE = `(?:${BARE}|(?:${DOT_LOST}|${AMERICAN}|${LABELLED})${BEFORE_SEPARATOR})`;
const IN_BRACKETS = '(?<=[（(][^（()）\\n]{0,120})';

function sources(labels: readonly (readonly [RegExp, Reader])[]): string {
  return labels.map(([{ source }]) => source).join('|');
}

/**
 * Codes in brackets that only the brackets, a name before them or a label make codes: `（601899）`, `（600968SH）`,
 * `（BIDU.O）`, `（深交所：002594 / 港交所：1211）`, `（NYSE：BABA）`, `（股票代码：600519）`. Letters without an exchange, `（FB）`,
 * may be any abbreviation.
 */
export const bracketedCode: Dialect = {
  name: 'text',
  // Looser than the notation, and nearly free. A code that markup parts from its bracket or label, or that holds
  // entities, is not looked for on its own account.
  marker: [
    `[（(]${DIGIT}{5,6}[）)]`,
    `${DIGIT}(?:S[HZS]|BJ|HK)[^A-Za-z0-9]`,
    '[A-Z][.．](?:US|OQ|ND|[KNO])[^A-Za-z0-9]',
    `(?:${WORD}[：:]?|(?:[所克市股]|[A-Z]{2}|daq)[：:])\\s?[0-9０-９A-Z]`,
  ].join('|'),
  needs: ['（', '('],
  notation: {
    pattern: `${CODE}${IN_BRACKETS}`,
    read(match, before) {
      const [code = ''] = CODE_AT_END.exec(match.normalize('NFKC')) ?? [];
      const label = match.slice(0, match.length - code.length);
      const ticker =
        label === '' ? (tickerOfMarkedCode(code) ?? bare(code, before)) : labelled(label, code, before);
      return ticker ? [{ ticker, start: label.length, end: match.length }] : [];
    },
  },
};

const CODE_AT_END = /(?<![A-Z0-9.])[A-Z0-9.]+$/;

function labelled(label: string, code: string, before: string): Ticker | undefined {
  if (/^[A-Z]/.test(label) && /[A-Za-z]$/.test(before)) return undefined;
  const [, read = anyLongCode] = [...EXCHANGES, ...KINDS].find(([name]) => name.test(label)) ?? [];
  return read(code);
}

/** Digits behind a name: only of shares, for funds and indices share their digits with them, and no B shares. */
function bare(code: string, before: string): Ticker | undefined {
  const name = before.slice(0, -1);
  if (!/[\u4e00-\u9fffA-Za-zＡ-Ｚ*]$/.test(name)) return undefined;
  if (LOOK_ALIKES.some(([digits, words]) => digits.test(code) && words.test(name))) return undefined;
  return /^0(?!0000)\d{4}$/.test(code) ? hongKong(code) : ofKind('company', tickerOfTextCode(code));
}

const NUMBERED =
  /(?:邮编|邮政编码|条码|密码|验证码|[编序尾工学房单型批账]号|电话|传真|热线|[共合总]计|总额|金额|数量)$/;
const ADDRESS =
  /(?:天津|[市区县镇乡村路街道号楼室]|大厦|中心|大学|学院|学校|中学|小学|医院|研究[院所]|编辑部|报社)$/;
const OPEN_END_FUND =
  /(?:基金|混合|债券?|货币|股票[A-F]|指数?|联接|增强|配置|定开|持有|优选|精选|[FL]OF|ETF|QDII)[A-F]?$/;
const INDEX = /(?:上证|中证|沪深)(?!报)[\u4e00-\u9fff]{1,6}$/;

/** Which digits are something else behind which words. */
const LOOK_ALIKES: readonly (readonly [digits: RegExp, behind: RegExp])[] = [
  [/^/, NUMBERED],
  // Shanghai's postcodes are Shenzhen's B shares', and Tianjin's begin as ChiNext's codes do.
  [/^200/, /$/],
  [/^30/, ADDRESS],
  [/^00[0-3]/, OPEN_END_FUND],
  [/^00[0-3]/, INDEX],
];
