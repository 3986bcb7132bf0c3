import { tickerOfBareCode } from './bare-codes.ts';
import {
  EXCHANGE_WORDS,
  type ExchangeWord,
  JOINTS,
  JOINTS_OF,
  type Joint,
  type Place,
  type Venue,
} from './exchange-words.ts';
import { folded } from './fold-text.ts';
import { kindOf } from './markets.ts';
import { codeOf, type Ticker, tickerFrom } from './ticker.ts';

/** A code in a text. Offsets are those of the folded text, which are those of the text itself. */
export interface WrittenCode {
  readonly ticker: Ticker;
  /** The code, with its exchange if nothing or a dot joins them. */
  readonly start: number;
  readonly end: number;
  /** Where reading goes on: after the exchange, wherever that stands. */
  readonly next: number;
  readonly venue: Venue;
}

/**
 * The listing whose code, with its exchange before or after it, begins at an offset of a folded text. This is the whole
 * grammar: `exchange joint code`, or `code joint exchange`. What may be joined, and by what, says `exchange-words.ts`.
 */
export function writtenCodeAt(text: string, at: number, place: Place): WrittenCode | undefined {
  return exchangeFirst(text, at, place) ?? codeFirst(text, at, place);
}

/** The listing that the whole of `written` names: with its exchange, or by six digits of the mainland alone. */
export function tickerOfWrittenCode(written: string): Ticker | undefined {
  const text = `(${folded(written)})`;
  const code = writtenCodeAt(text, 1, 'brackets');
  if (code === undefined) return tickerOfTextCode(written);
  return code.next === text.length - 1 ? code.ticker : undefined;
}

/**
 * The listing of six digits that a text writes without an exchange. As {@link tickerOfBareCode}, but for 43, 82, 83, 87
 * and 88: they began Beijing's codes until 2025 and begin those of the over-the-counter board NEEQ, and texts write both
 * alike.
 */
export function tickerOfTextCode(written: string): Ticker | undefined {
  const code = folded(written);
  return /^(?:43|8[2378])/.test(code) ? undefined : tickerOfBareCode(code);
}

interface FoundCode {
  readonly ticker: Ticker;
  readonly end: number;
}

/** An American symbol at an offset of a folded text, with its class of shares: `BABA`, `BRK.B`, `BRK/B`, `BRK-B`. */
export function symbolAt(text: string, at: number): FoundCode | undefined {
  const whole = matchAt(SYMBOL, text, at)?.[0];
  if (whole === undefined) return undefined;
  const end = at + whole.length;
  // Warrants, units and preferred shares are written like a class, and are no share of the company: BRK/WS.
  if (OTHER_SECURITY.test(text.slice(end, end + AROUND))) return undefined;
  const ticker = tickerOfSymbol(whole);
  const venue = matchAt(VENUE, text, end)?.[0] ?? '';
  return ticker && { ticker, end: end + venue.length };
}

// After a slash, a hyphen or a blank stand only letters that classes are called by; `A股` after a slash is the next
// item of a list. After a dot N, O and K are venues.
const SYMBOL =
  /[A-Z]{1,5}(?![A-Za-z0-9])(?:(?:\.(?![NOK])|[/_-](?=[ABCV])| (?=[AB] {0,2}(?:[)\],;、/|]|US(?![A-Za-z]))))[A-Z](?![A-Za-z0-9]|股(?!价)))?/y;
const VENUE = /\.(?:US|OQ|ND|[NOK])(?![A-Za-z0-9])/y;
const OTHER_SECURITY = /^[/-](?:WS|WT|RT|UN?|W|PR?[A-Z]?)(?![A-Za-z0-9])/;

// Reuters writes a class in lower case: `BRKb`.
function tickerOfSymbol(written: string): Ticker | undefined {
  const symbol = written.replace(/[/_ -]/, '.').replace(/[a-c]$/, (series) => `.${series.toUpperCase()}`);
  return tickerFrom(`us${symbol}`);
}

/** An exchange beside a code, and what joins them. */
interface Exchange extends ExchangeWord {
  readonly joint: Joint;
  /** Where the word ends. */
  readonly wordEnd: number;
  readonly isLowerCase: boolean;
}

function exchangeFirst(text: string, at: number, place: Place): WrittenCode | undefined {
  const exchange = exchangeBefore(text, at);
  if (!exchange || !JOINTS_OF[exchange.kind].before[place].includes(exchange.joint)) return undefined;
  const code = codeAt(text, exchange, place);
  if (!code || isCutBefore(text, at, place) || !endsHere(text, code.end, exchange, place)) return undefined;
  const start = isOneWord(exchange) ? at : exchange.codeStart;
  return { ticker: code.ticker, start, end: code.end, next: code.end, venue: exchange.venue };
}

function codeFirst(text: string, at: number, place: Place): WrittenCode | undefined {
  for (const end of codeEnds(text, at)) {
    const exchange = exchangeAfter(text, end);
    const ticker = exchange && tickerBefore(exchange, text.slice(at, end), place);
    if (!ticker || !standsAlone(text, at, exchange, place) || belongsToNext(text, exchange)) continue;
    const { wordEnd, venue } = exchange;
    return { ticker, start: at, end: isOneWord(exchange) ? wordEnd : end, next: wordEnd, venue };
  }
  return undefined;
}

/** Whether an exchange and its code are written as one word. */
function isOneWord({ kind, joint }: Exchange): boolean {
  return !/^(?:han|class|place|page)$/.test(kind) && (joint === '' || joint === '.');
}

/** Whether a spelling is a code wherever it stands, so that its neighbors need not be separators. */
function isStrong({ kind, joint }: Exchange): boolean {
  if (/^(?:venue|han|class|place|page)$/.test(kind)) return false;
  return joint === '.' || joint === ':' || (joint === '' && kind === 'short');
}

function exchangeBefore(text: string, at: number): (Exchange & { readonly codeStart: number }) | undefined {
  const word = wordAt(text, at);
  const joint = word && jointAt(text, word.wordEnd);
  return joint && { ...word, joint: joint.joint, codeStart: joint.end };
}

function exchangeAfter(text: string, codeEnd: number): Exchange | undefined {
  const joint = jointAt(text, codeEnd);
  const word = joint && wordAt(text, joint.end);
  return word && { ...word, joint: joint.joint };
}

/** The words by what they begin with, the longest first: looking for one costs next to nothing where none is. */
const WORDS_BY_START = new Map<string, ExchangeWord[]>();
for (const word of [...EXCHANGE_WORDS].sort((a, b) => b.word.length - a.word.length)) {
  const first = word.word.charAt(0);
  WORDS_BY_START.set(first, [...(WORDS_BY_START.get(first) ?? []), word]);
}

const LOWER_CASE = new Map(
  EXCHANGE_WORDS.filter(({ word, kind }) => kind === 'short' || word === 'SS').map((word) => [
    word.word.toLowerCase(),
    word,
  ]),
);

/** The exchange word at an offset. In another letter case, only those of two letters. */
function wordAt(text: string, at: number): Omit<Exchange, 'joint'> | undefined {
  const known = WORDS_BY_START.get(text.charAt(at));
  const word = known?.find(({ word }) => text.startsWith(word, at) && !goesOn(text, at + word.length));
  if (word) return { ...word, wordEnd: at + word.word.length, isLowerCase: false };
  const lower = LOWER_CASE.get(text.slice(at, at + 2).toLowerCase());
  return lower && !goesOn(text, at + 2) ? { ...lower, wordEnd: at + 2, isLowerCase: true } : undefined;
}

/** Whether the letters before an offset are only the beginning of a word. */
function goesOn(text: string, end: number): boolean {
  return LETTER.test(text.charAt(end - 1)) && LETTER.test(text.charAt(end));
}

function jointAt(text: string, at: number): { readonly joint: Joint; readonly end: number } | undefined {
  const [whole = '', mark] = matchAt(JOINT, text, at) ?? [];
  const joint = mark ?? (whole === '' ? '' : ' ');
  return { joint: joint as Joint, end: at + whole.length };
}

/** Nothing, blanks, or one mark with up to two blanks on each side. */
const JOINT = / {0,2}(?:([.:,_/|-]) {0,2})?/y;

/** The code that an exchange before it names. */
function codeAt(
  text: string,
  exchange: Exchange & { readonly codeStart: number },
  place: Place,
): FoundCode | undefined {
  const { codeStart, joint, venue } = exchange;
  if (venue === 'us') {
    const symbol = symbolAt(text, codeStart);
    const isSure = exchange.kind !== 'class' && (joint === '.' || joint === ':');
    return symbol && (isSure || !isWord(text.slice(codeStart, symbol.end))) ? symbol : undefined;
  }
  const digits = matchAt(NUMBER, text, codeStart)?.[0] ?? '';
  const end = codeStart + digits.length;
  if (venue === 'hk' && isCount(digits, text.slice(end, end + 5), exchange, place)) return undefined;
  const ticker = tickerOfDigits(exchange, digits);
  return ticker && { ticker, end };
}

/** Whether digits after Hong Kong's exchange count something, `港交所：12家`, or name a year. */
function isCount(digits: string, after: string, exchange: Exchange, place: Place): boolean {
  if (digits.length < leastDigits(exchange, place) || AMOUNT.test(after)) return true;
  return !TIGHT.has(exchange.joint) && YEAR.test(digits);
}

function leastDigits({ kind, joint, isLowerCase }: Exchange, place: Place): number {
  if (isLowerCase) return 5;
  if (kind === 'short' && (joint === '' || joint === '.')) return 4;
  return place === 'brackets' && joint === ':' && kind !== 'class' ? 1 : 3;
}

/** What was listed there in a year: `（2018，港交所）`. */
const YEAR = /^(?:19|20)\d\d$/;
const TIGHT: ReadonlySet<Joint> = new Set(['', '.', ':']);

const AMOUNT = /^(?:,\d{3}(?!\d)|\s?[万亿元港年])/;

/**
 * The listing of digits at the exchange that a word names. Orders and products are numbered like `SZ202111` too, so only
 * codes in an exchange's range count.
 */
function tickerOfDigits({ venue, kind }: ExchangeWord, digits: string): Ticker | undefined {
  // Beside a city's name digits may count people, too.
  if (venue === 'hk') return tickerIf(kind === 'place' ? /^0\d{4}$/ : /^\d{1,5}$/, venue, digits);
  if (!/^\d{6}$/.test(digits)) return undefined;
  if (venue === 'mainland') return kind === 'composite' ? tickerOfBareCode(digits) : tickerOfTextCode(digits);
  const ticker = tickerFrom(`${venue}${digits}`);
  if (ticker === undefined) return undefined;
  return kindOf(ticker) === 'index' || tickerOfBareCode(codeOf(ticker)) === ticker ? ticker : undefined;
}

function tickerIf(pattern: RegExp, venue: Venue, digits: string): Ticker | undefined {
  return pattern.test(digits) ? tickerFrom(`${venue}${digits}`) : undefined;
}

/** Where a code that begins at an offset may end: a number at one place, a symbol with or without its class. */
function codeEnds(text: string, at: number): readonly number[] {
  const code = matchAt(NUMBER, text, at)?.[0] ?? matchAt(ROOT, text, at)?.[0];
  if (code === undefined) return [];
  const whole = matchAt(SYMBOL, text, at)?.[0] ?? code;
  return whole.length === code.length ? [at + code.length] : [at + code.length, at + whole.length];
}

const NUMBER = /\d{1,6}(?!\d)/y;
const ROOT = /[A-Z]{1,5}(?![A-Za-z0-9])|[A-Z]{2,4}[a-c](?=\.[A-Z])/y;

/** The listing of a code at the exchange that a word after it names. */
function tickerBefore(exchange: Exchange, code: string, place: Place): Ticker | undefined {
  if (!mayFollow(exchange, place)) return undefined;
  const { joint, venue } = exchange;
  if (venue === 'us') return mayBeSymbol(exchange, code, place) ? tickerOfSymbol(code) : undefined;
  if (venue === 'hk' && joint !== '.' && code.length < (joint === '' ? 4 : 3)) return undefined;
  if (venue === 'hk' && !TIGHT.has(joint) && joint !== ' ' && YEAR.test(code)) return undefined;
  // With a dot between them a number and an exchange are nothing but a code, whatever its range.
  const isDotted = joint === '.' && venue !== 'mainland' && code.length === 6;
  return isDotted ? tickerFrom(`${venue}${code}`) : tickerOfDigits(exchange, code);
}

// `.sh` also ends the names of scripts.
function mayFollow({ kind, joint, isLowerCase }: Exchange, place: Place): boolean {
  if (isLowerCase && (place === 'text' || joint !== '.')) return false;
  return JOINTS_OF[kind].after[place].includes(joint);
}

// A single letter before a single one is an abbreviation, such as that of the United Nations.
function mayBeSymbol({ word, joint }: Exchange, code: string, place: Place): boolean {
  if (!/^[A-Z]/.test(code)) return false;
  if (joint !== '.') return !isWord(code);
  return code.length > 1 || (word.length > 1 && place === 'brackets');
}

/** Whether an exchange is that of a code after it: in `600519，SZ000001` it is joined more tightly to that. */
function belongsToNext(text: string, exchange: Exchange): boolean {
  const { joint, end } = jointAt(text, exchange.wordEnd) ?? {};
  if (joint === undefined || end === undefined || JOINTS_OF[exchange.kind].before.brackets.length === 0)
    return false;
  if (JOINTS.indexOf(joint) >= JOINTS.indexOf(exchange.joint)) return false;
  return codeAt(text, { ...exchange, joint, codeStart: end }, 'brackets') !== undefined;
}

/** How many characters on each side of a code are looked at. */
const AROUND = 12;

function isCutBefore(text: string, at: number, place: Place): boolean {
  const isLatin = /[A-Za-z0-9]/.test(text.charAt(at));
  return isLatin && CUT_BEFORE[place].test(text.slice(Math.max(0, at - AROUND), at));
}

/** Whether a code with its exchange before it ends at an offset. */
function endsHere(text: string, end: number, exchange: Exchange, place: Place): boolean {
  const after = text.slice(end, end + AROUND);
  if (CUT_AFTER.test(after)) return false;
  if (place === 'text' || isStrong(exchange)) return true;
  return (exchange.venue === 'us' || exchange.venue === 'hk' ? ENDED : SEPARATED_AFTER).test(after);
}

/** Whether a code with its exchange after it is no part of something longer. */
function standsAlone(text: string, at: number, exchange: Exchange, place: Place): boolean {
  const { wordEnd } = exchange;
  const isLatin = LETTER.test(text.charAt(wordEnd - 1));
  const after = text.slice(wordEnd, wordEnd + AROUND);
  if (isCutBefore(text, at, place) || (isLatin && CUT_AFTER.test(after))) return false;
  if (place === 'text' || isStrong(exchange)) return true;
  return SEPARATED_BEFORE.test(text.slice(Math.max(0, at - 1), at)) && (!isLatin || ENDED.test(after));
}

// No code goes on to either side: as a longer number, a word, a path, an address or a file name does. A slash parts
// codes, a hyphen a name from its code.
const CUT_BEFORE = {
  text: /(?:[A-Za-z0-9_.@%&=~\\]|[^\u4e00-\u9fff)\]\s]-|(?<!\.(?:S[HZS]|BJ|HK|US|XSH[GE]|XHKG)|\d{6}|HK\.?\d{4,5}|US\.[A-Z]{1,5}|[\u4e00-\u9fff)\]])\/)$/,
  brackets: /(?:[A-Za-z0-9_.@%&=~\\]|[^\u4e00-\u9fff)\]\s]-|(?<![A-Z0-9\u4e00-\u9fff)\]\s])\/)$/,
};
const CUT_AFTER = /^(?:[A-Za-z0-9_@]|[.-][A-Za-z0-9]|\/[a-z])/;
const SEPARATED_BEFORE = /(?:^|[([,;:、/|\s])$/;
const SEPARATED_AFTER = /^(?: {0,2}[)\],;、/|和及与]| +[^\d\s])/;
// Bloomberg adds what kind of security it is: `700 HK Equity`.
const ENDED = /^ {1,2}Equity(?![A-Za-z])|^ {0,2}[)\],;、/|和及与]/;
const LETTER = /[A-Za-z]/;

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Abbreviations that stand beside an exchange and are no symbols there. */
const WORDS = new Set(
  (
    'US USA UK EU UN CN JP KR HK TW SG CA AU IN DE FR CHINA JAPAN IPO ETF ETFS ADR ADRS ADS REIT SPAC GDR CDR ' +
    'CEO CFO CTO COO GDP CPI PPI PMI USD CNY HKD RMB EUR JPY AI VR IT PE PB ' +
    'FED FOMC SEC FDA DOJ FTC FCC FBI CIA NSA DOE DOD NASA NBA NFL MIT UCLA WHO WTO IMF NATO OPEC DC NY LA'
  ).split(' '),
);

function isWord(code: string): boolean {
  return WORDS.has(code) || EXCHANGE_WORDS.some(({ word }) => word.length > 2 && word === code);
}
