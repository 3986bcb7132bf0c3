/** Where a code is listed, according to a word beside it. With `mainland` its digits decide. */
export type Venue = 'sh' | 'sz' | 'bj' | 'hk' | 'us' | 'mainland';

/**
 * How a word may stand beside a code:
 * - `short`: two letters, even without a separator: `SZ000625`, `000625.SZ`.
 * - `name`: an exchange's Latin name or identifier: `SHE:000002`, `600519.XSHG`.
 * - `country`: `US`, which is also an ordinary word.
 * - `suffix`: only after a code: `600519.SS`.
 * - `composite`: like `suffix`, but also a country, so a comma before it may end a postal code:
 *   `600519 CH`.
 * - `venue`: Reuters' letters after an American symbol and a dot: `BIDU.O`.
 * - `han`: a Chinese name: `（深交所：002594）`.
 * - `class`: a class of shares: `（H股：03968）`.
 * - `place`: a board, or a city for its exchange: `（沪：600519；港：02318）`, `（科创板：688981）`.
 * - `page`: the name of a page that a publisher links after a code: `(601390,股吧)`.
 */
export type WordKind =
  | 'short'
  | 'name'
  | 'country'
  | 'suffix'
  | 'composite'
  | 'venue'
  | 'han'
  | 'class'
  | 'place'
  | 'page';

/**
 * Where a code stands. In running text only unambiguous spellings count: `000625.SZ`, `SZ000625`,
 * `NYSE: BABA`. In brackets all of them count: `（000408，SZ）`, `(SH 600584)`, `（深交所：002594）`.
 */
export type Place = 'text' | 'brackets';

/** What may stand between a code and its exchange, from the tightest to the loosest. */
export const JOINTS = ['', '.', ':', '-', '_', ' ', '/', '|', ','] as const;

export type Joint = (typeof JOINTS)[number];

type JointsByPlace = Readonly<Record<Place, readonly Joint[]>>;

const SEPARATED = JOINTS.filter((joint) => joint !== '');
const NOWHERE: JointsByPlace = { text: [], brackets: [] };
const IN_BRACKETS: JointsByPlace = { text: [], brackets: JOINTS };
const WITH_DOT: JointsByPlace = { text: ['.'], brackets: SEPARATED };

/** The joints that are allowed if the word is before the code (`before`) or after it (`after`). */
export const JOINTS_OF: Readonly<Record<WordKind, Readonly<Record<'before' | 'after', JointsByPlace>>>> = {
  short: { before: { text: ['', '.', ':'], brackets: JOINTS }, after: { text: ['.'], brackets: JOINTS } },
  name: { before: { text: ['.', ':'], brackets: SEPARATED }, after: WITH_DOT },
  country: { before: { text: ['.', ':'], brackets: ['.', ':'] }, after: WITH_DOT },
  suffix: { before: NOWHERE, after: { text: ['.'], brackets: JOINTS } },
  composite: { before: NOWHERE, after: { text: ['.'], brackets: JOINTS.filter((joint) => joint !== ',') } },
  venue: { before: NOWHERE, after: { text: [], brackets: ['.'] } },
  han: { before: IN_BRACKETS, after: IN_BRACKETS },
  class: { before: IN_BRACKETS, after: IN_BRACKETS },
  place: { before: IN_BRACKETS, after: IN_BRACKETS },
  page: { before: NOWHERE, after: IN_BRACKETS },
};

export interface ExchangeWord {
  readonly word: string;
  readonly venue: Venue;
  readonly kind: WordKind;
}

/**
 * Every word that names the exchange of a code in texts. Sources: ISO 10383 (XSHG, XSHE, XHKG,
 * XNYS, XNAS, XASE), Google Finance (SHA, SHE, HKG), TradingView (SSE, SZSE, HKEX), Yahoo and
 * Reuters (SS, N, O, OQ, K), Bloomberg (CH, CG, CS), EOD Historical Data (SHG, SHE), BigQuant (SHA,
 * SZA), FactSet (CN). An underscore stands for a blank.
 */
const TABLE: readonly (readonly [Venue, WordKind, string])[] = [
  ['sh', 'short', 'SH'],
  ['sh', 'name', 'SSE SHSE SHA XSHG'],
  ['sh', 'suffix', 'SS SHG CG'],
  ['sh', 'han', '上交所 上证所 上海证券交易所 上海交易所 沪市'],
  ['sh', 'place', '沪 沪A 沪股 沪主板 沪市主板 上证 上海 科创板'],
  ['sz', 'short', 'SZ'],
  ['sz', 'name', 'SZSE SHE XSHE'],
  ['sz', 'suffix', 'CS SZA'],
  ['sz', 'han', '深交所 深证所 深圳证券交易所 深圳交易所 深市'],
  ['sz', 'place', '深 深A 深股 深主板 深市主板 深证 深圳 创业板 中小板'],
  ['bj', 'short', 'BJ'],
  ['bj', 'name', 'BJSE BSE'],
  ['bj', 'han', '北交所 北京证券交易所 北京交易所'],
  ['bj', 'place', '北 北证'],
  ['hk', 'short', 'HK'],
  ['hk', 'name', 'HKG HKEX SEHK HKSE XHKG'],
  ['hk', 'han', '港交所 联交所 香港联交所 香港交易所 香港联合交易所'],
  ['hk', 'class', '港股 H股'],
  ['hk', 'place', '港 香港'],
  ['us', 'country', 'US'],
  ['us', 'name', 'NYSE NASDAQ Nasdaq NasdaqGS NasdaqGM NasdaqCM AMEX NYSEAMERICAN NYSEARCA XNYS XNAS XASE'],
  ['us', 'name', 'PINK OTC OTCPK OTCMKTS'],
  ['us', 'name', 'NYSE_American NYSE_Arca NASDAQ_GS Nasdaq_GS OTC_Pink OTC_US'],
  ['us', 'venue', 'N K O OQ ND'],
  ['us', 'han', '纽交所 纽约证交所 纽约证券交易所 纽约交易所 纳斯达克 纳斯达克交易所 美交所'],
  ['us', 'class', '美股'],
  ['mainland', 'composite', 'CH CN'],
  ['mainland', 'class', 'A股 B股'],
  ['mainland', 'place', '主板'],
  ['mainland', 'page', '股吧 行情 诊股 爱股 个股资料 资讯 主力动向 主力买卖'],
];

export const EXCHANGE_WORDS: readonly ExchangeWord[] = TABLE.flatMap(([venue, kind, words]) =>
  words.split(' ').map((word) => ({ word: word.replaceAll('_', ' '), venue, kind })),
);

/** A pattern for the words of some kinds, in half or full width, the longest first. */
export function wordsOfKinds(...kinds: readonly WordKind[]): string {
  return EXCHANGE_WORDS.filter(({ kind }) => kinds.includes(kind))
    .map(({ word }) => word)
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replace(/[A-Za-z]/g, inAnyWidth))
    .join('|');
}

function inAnyWidth(letter: string): string {
  return `[${letter}${String.fromCharCode(letter.charCodeAt(0) + 0xfee0)}]`;
}
