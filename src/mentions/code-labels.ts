import { symbolAt } from '../tickers/american-symbols.ts';
import { tickerOfBareCode } from '../tickers/bare-codes.ts';
import type { Place } from '../tickers/exchange-words.ts';
import { kindOf } from '../tickers/markets.ts';
import { type Ticker, tickerFrom } from '../tickers/ticker.ts';
import { tickerOfTextCode, writtenCodeAt } from '../tickers/written-codes.ts';
import type { TickerInText } from './dialect.ts';

/** The codes after a label, and where the list of codes ends. */
export interface LabeledCodes {
  readonly codes: readonly TickerInText[];
  readonly end: number;
}

type Reader = (code: string) => Ticker | undefined;

const shareOf =
  (exchange: 'sh' | 'sz' | 'bj'): Reader =>
  (code) =>
    tickerOfBareCode(code)?.startsWith(exchange) ? tickerFrom(`${exchange}${code}`) : undefined;
const hongKong: Reader = (code) => (/^\d{1,5}$/.test(code) ? tickerFrom(`hk${code}`) : undefined);
const unitedStates: Reader = (code) => (/^[A-Z]/.test(code) ? symbolAt(code, 0)?.ticker : undefined);
const anyListing: Reader = (code) => tickerOfTextCode(code) ?? hongKong(code) ?? unitedStates(code);
// `代码` alone may also label the code of an error.
const anyLongCode: Reader = (code) => (/^\d{1,4}$/.test(code) ? undefined : anyListing(code));
const ofKind =
  (kind: ReturnType<typeof kindOf>, read: Reader): Reader =>
  (code) => {
    const ticker = read(code);
    return ticker && kindOf(ticker) === kind ? ticker : undefined;
  };
const index: Reader = (code) =>
  ofKind('index', (digits) => tickerFrom(`sh${digits}`))(code) ?? ofKind('index', tickerOfBareCode)(code);

/**
 * The words before `代码`, and how to read the codes that follow. The code of an open-end fund or an
 * index may also be a share's code.
 */
const KINDS: readonly (readonly [string, Reader])[] = [
  ['深交所|深圳证券交易所|深市|创业板', shareOf('sz')],
  ['上交所|上海证券交易所|沪市|科创板', shareOf('sh')],
  ['北交所|北京证券交易所', shareOf('bj')],
  ['港交所|联交所|香港联合交易所|港股|H ?股|HKEX ?|SEHK ?', hongKong],
  ['纽交所|纽约(?:证券?)?交易所|纳斯达克|美股|NYSE ?|NASDAQ ?|Nasdaq ?', unitedStates],
  ['[AB] ?股', tickerOfTextCode],
  ['基金|ETF|LOF|场内|交易', ofKind('fund', tickerOfBareCode)],
  ['可?转债|可转换公司债券|债券', ofKind('bond', tickerOfBareCode)],
  ['指数', index],
];

const WORD = '代[码碼号號]';
const HAN_OR_LETTER = '[\\u4e00-\\u9fffA-Za-z0-9]';
const LISTING = '(?:上市)?(?:公司)?(?:股票|股份|证券|交易)?';

/** The source of a regular expression for a label, in folded or other text. */
export const LABEL =
  `(?:(?:${KINDS.map(([words]) => words).join('|')})${LISTING}${WORD}` +
  `|(?:股票|股份|证券|上市)${WORD}|${WORD}(?<!${HAN_OR_LETTER}${WORD})|[Ss](?:tock|TOCK) ?[Cc](?:odes?|ODES?))`;

const LABEL_AT = new RegExp(LABEL, 'y');
const READERS = KINDS.map(([words, read]) => ({ words: new RegExp(`^(?:${words})`), read }));

function readerOf(label: string): Reader {
  const kind = READERS.find(({ words }) => words.test(label));
  if (kind) return kind.read;
  return label.length === 2 ? anyLongCode : anyListing;
}

// The class of shares may follow a label in brackets. In a table the code is in the next cell.
const COLON =
  /(?: ?\((?:[ABH] ?股|沪市|深市)\))? {0,4}(?:[:|=为是]|\/(?! ))?[^\S\n]{0,8}(\n\s{0,80})?[[(“”"「『]?/y;
const ITEM = /(?:[ABH](?: ?股|(?= ?\d))[: ]{0,2}|港股[: ]{0,2})?/y;
const CODE = /\d{1,6}(?!\d)|[A-Z]{1,5}(?:[./-][A-Z])?(?![A-Za-z0-9])/y;
const NEXT =
  /(?: {0,2}\((?:[ABH] ?股|[A-Z]{2,6}(?: ?Counter|柜台)?|(?:港|人民)[币幣元][柜櫃][台檯]|[沪深][市A]?股?)\) {0,2}(?:[、,;/|和及与]|and )?| {0,2}\((?=\d{6}\))| {0,2}[、,;/|和及与]| (?! {4})) {0,4}/y;
const CUT_AFTER = /^(?:[A-Za-z0-9_@%元万亿个家只]|[.-][A-Za-z0-9])/;
const SEPARATED = /^(?: {0,2}[()\],;、/|和及与”"」』]| +[^\d\s])/;

/**
 * Reads the list of codes after a label such as `证券代码：`. In running text a colon, a space or the
 * border of a table cell must separate them from the label.
 *
 * @param text folded text.
 */
export function labeledCodesAt(text: string, at: number, place: Place): LabeledCodes | undefined {
  const label = matchAt(LABEL_AT, text, at);
  if (label === '') return undefined;
  const labelEnd = at + label.length;
  const colon = matchAt(COLON, text, labelEnd);
  const isCell = colon.includes('\n');
  if (isCell && !isCellOf(text, at)) return undefined;
  const list = new CodeList(text, readerOf(label), place, colon);
  list.read(labelEnd + colon.length);
  if (list.codes.length === 0 || (isCell && !/^[^\S\n]*(?:\n|$)/.test(text.slice(list.end, list.end + 80))))
    return undefined;
  return list;
}

/** Whether nothing precedes an offset in its line. */
function isCellOf(text: string, at: number): boolean {
  return /(?:^|\n)[^\S\n]*$/.test(text.slice(0, at));
}

class CodeList implements LabeledCodes {
  readonly codes: TickerInText[] = [];
  end = 0;
  readonly #text: string;
  readonly #read: Reader;
  readonly #place: Place;
  readonly #colon: string;

  constructor(text: string, read: Reader, place: Place, colon: string) {
    this.#text = text;
    this.#read = read;
    this.#place = place;
    this.#colon = colon;
  }

  read(from: number): void {
    let at: number | undefined = from;
    while (at !== undefined) at = this.#readItem(at);
  }

  /** Returns where the next item of the list may start, or undefined if there is none. */
  #readItem(from: number): number | undefined {
    const own = matchAt(ITEM, this.#text, from);
    const at = from + own.length;
    const found = this.#marked(at) ?? this.#bare(at, own);
    if (!found) return undefined;
    const { next, ...code } = found;
    this.codes.push(code);
    this.end = next;
    const joint = matchAt(NEXT, this.#text, next);
    return joint === '' ? undefined : next + joint.length;
  }

  #marked(at: number): (TickerInText & { readonly next: number }) | undefined {
    const code = writtenCodeAt(this.#text, at, 'brackets');
    return code && { ticker: code.ticker, start: code.start, end: code.end, next: code.next };
  }

  #bare(at: number, own: string): (TickerInText & { readonly next: number }) | undefined {
    const code = matchAt(CODE, this.#text, at);
    const end = at + code.length;
    if (code === '' || !this.#ends(code, end)) return undefined;
    const ticker = (own === '' ? this.#read : readerOf(own))(code);
    if (!ticker || (own === '' && this.codes.length > 0 && this.#isDate(ticker))) return undefined;
    return { ticker, start: at, end, next: end };
  }

  /** Whether the code really ends there and is not a quantity. */
  #ends(code: string, end: number): boolean {
    const after = this.#text.slice(end, end + 4);
    if (CUT_AFTER.test(after)) return false;
    if (this.#place === 'brackets') return SEPARATED.test(after);
    if (/^\d{6}$/.test(code)) return true;
    return this.#colon !== '' && (SEPARATED.test(after) || /^(?:\s|$)/.test(after));
  }

  /**
   * `200912` is a month, but also a B share in Shenzhen. The number of a B share ends like that of
   * its A share.
   */
  #isDate(ticker: Ticker): boolean {
    return /^sz200/.test(ticker) && !this.codes.some((code) => code.ticker.slice(-3) === ticker.slice(-3));
  }
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}
