import { type FoundCode, isWord, SYMBOL, symbolAt, tickerOfSymbol } from './american-symbols.ts';
import { tickerOfBareCode } from './bare-codes.ts';
import { endsHere, isCutBefore, standsAlone } from './code-borders.ts';
import { type Exchange, exchangeAfter, exchangeBefore, isOneWord, jointAt } from './exchange-beside.ts';
import {
  type ExchangeWord,
  JOINTS,
  JOINTS_OF,
  type Joint,
  type Place,
  type Venue,
} from './exchange-words.ts';
import { folded, matchAt } from './fold-text.ts';
import { kindOf } from './markets.ts';
import { codeOf, type Ticker, tickerFrom } from './ticker.ts';

/** A code in a text. Offsets are the same in the text and in its folded form. */
export interface WrittenCode {
  readonly ticker: Ticker;
  /** The code, with its exchange if nothing or a dot joins them. */
  readonly start: number;
  readonly end: number;
  /** Where to continue reading: after the code and its exchange. */
  readonly next: number;
  readonly venue: Venue;
}

/**
 * Reads the code that begins at an offset of a folded text. The whole grammar is
 * `exchange joint code` or `code joint exchange`. `exchange-words.ts` lists which joints are
 * allowed where.
 */
export function writtenCodeAt(text: string, at: number, place: Place): WrittenCode | undefined {
  return exchangeFirst(text, at, place) ?? codeFirst(text, at, place);
}

/** The listing that all of `written` names: a code with its exchange, or six digits alone. */
export function tickerOfWrittenCode(written: string): Ticker | undefined {
  const text = `(${folded(written)})`;
  const code = writtenCodeAt(text, 1, 'brackets');
  if (code === undefined) return tickerOfTextCode(written);
  return code.next === text.length - 1 ? code.ticker : undefined;
}

/**
 * The listing of six digits without an exchange in a text. Like {@link tickerOfBareCode}, except
 * for 43, 82, 83, 87 and 88: Beijing's codes began with them until 2025, but so do those of the
 * over-the-counter board NEEQ.
 */
export function tickerOfTextCode(written: string): Ticker | undefined {
  const code = folded(written);
  return /^(?:43|8[2378])/.test(code) ? undefined : tickerOfBareCode(code);
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

/** The code after an exchange. */
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

/** Whether digits after Hong Kong's exchange are a count, as in `港交所：12家`, or a year. */
function isCount(digits: string, after: string, exchange: Exchange, place: Place): boolean {
  if (digits.length < minDigits(exchange, place) || AMOUNT.test(after)) return true;
  return !TIGHT.has(exchange.joint) && YEAR.test(digits);
}

function minDigits({ kind, joint, isLowerCase }: Exchange, place: Place): number {
  if (isLowerCase) return 5;
  if (kind === 'short' && (joint === '' || joint === '.')) return 4;
  return place === 'brackets' && joint === ':' && kind !== 'class' ? 1 : 3;
}

/** As in `（2018，港交所）`, for a listing of that year. */
const YEAR = /^(?:19|20)\d\d$/;
const TIGHT: ReadonlySet<Joint> = new Set(['', '.', ':']);

const AMOUNT = /^(?:,\d{3}(?!\d)|\s?[万亿元港年])/;

/**
 * The listing of digits at the exchange that a word names. Only codes in the exchange's ranges
 * count, because orders and products have numbers like `SZ202111`, too.
 */
function tickerOfDigits({ venue, kind }: ExchangeWord, digits: string): Ticker | undefined {
  // Digits beside a city's name may also be a number of people.
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

/** Where a code that begins at an offset may end. A symbol may end before or after its class. */
function codeEnds(text: string, at: number): readonly number[] {
  const code = matchAt(NUMBER, text, at)?.[0] ?? matchAt(ROOT, text, at)?.[0];
  if (code === undefined) return [];
  const whole = matchAt(SYMBOL, text, at)?.[0] ?? code;
  return whole.length === code.length ? [at + code.length] : [at + code.length, at + whole.length];
}

const NUMBER = /\d{1,6}(?!\d)/y;
const ROOT = /[A-Z]{1,5}(?![A-Za-z0-9])|[A-Z]{2,4}[a-c](?=\.[A-Z])/y;

/** The listing of a code before its exchange. */
function tickerBefore(exchange: Exchange, code: string, place: Place): Ticker | undefined {
  if (!mayFollow(exchange, place)) return undefined;
  const { joint, venue } = exchange;
  if (venue === 'us') return mayBeSymbol(exchange, code, place) ? tickerOfSymbol(code) : undefined;
  if (venue === 'hk' && joint !== '.' && code.length < (joint === '' ? 4 : 3)) return undefined;
  if (venue === 'hk' && !TIGHT.has(joint) && joint !== ' ' && YEAR.test(code)) return undefined;
  // With a dot between them, a number and an exchange can only be a code, whatever its range.
  const isDotted = joint === '.' && venue !== 'mainland' && code.length === 6;
  return isDotted ? tickerFrom(`${venue}${code}`) : tickerOfDigits(exchange, code);
}

// Names of scripts end with `.sh`, too.
function mayFollow({ kind, joint, isLowerCase }: Exchange, place: Place): boolean {
  if (isLowerCase && (place === 'text' || joint !== '.')) return false;
  return JOINTS_OF[kind].after[place].includes(joint);
}

// Two single letters, such as `U.N`, are an abbreviation.
function mayBeSymbol({ word, joint }: Exchange, code: string, place: Place): boolean {
  if (!/^[A-Z]/.test(code)) return false;
  if (joint !== '.') return !isWord(code);
  return code.length > 1 || (word.length > 1 && place === 'brackets');
}

/** Whether an exchange is joined more tightly to the next code: `SZ` in `600519，SZ000001`. */
function belongsToNext(text: string, exchange: Exchange): boolean {
  const { joint, end } = jointAt(text, exchange.wordEnd);
  if (JOINTS_OF[exchange.kind].before.brackets.length === 0) return false;
  if (JOINTS.indexOf(joint) >= JOINTS.indexOf(exchange.joint)) return false;
  return codeAt(text, { ...exchange, joint, codeStart: end }, 'brackets') !== undefined;
}
