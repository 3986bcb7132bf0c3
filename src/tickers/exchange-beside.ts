import { EXCHANGE_WORDS, type ExchangeWord, type Joint } from './exchange-words.ts';
import { matchAt } from './fold-text.ts';

/** The exchange beside a code, and the joint between them. */
export interface Exchange extends ExchangeWord {
  readonly joint: Joint;
  /** The offset after the word. */
  readonly wordEnd: number;
  readonly isLowerCase: boolean;
}

/** Whether an exchange and its code form one word. */
export function isOneWord({ kind, joint }: Exchange): boolean {
  return !/^(?:han|class|place|page)$/.test(kind) && (joint === '' || joint === '.');
}

/**
 * Whether a spelling is a code anywhere, so that the characters around it need not be separators.
 */
export function isStrong({ kind, joint }: Exchange): boolean {
  if (/^(?:venue|han|class|place|page)$/.test(kind)) return false;
  return joint === '.' || joint === ':' || (joint === '' && kind === 'short');
}

/** The exchange at an offset, before a code. */
export function exchangeBefore(
  text: string,
  at: number,
): (Exchange & { readonly codeStart: number }) | undefined {
  const word = wordAt(text, at);
  const joint = word && jointAt(text, word.wordEnd);
  return joint && { ...word, joint: joint.joint, codeStart: joint.end };
}

/** The exchange after a code. */
export function exchangeAfter(text: string, codeEnd: number): Exchange | undefined {
  const joint = jointAt(text, codeEnd);
  const word = joint && wordAt(text, joint.end);
  return word && { ...word, joint: joint.joint };
}

/** The words by their first character, the longest first. */
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

/** The exchange word at an offset. Only words of two letters may also be in lower case. */
function wordAt(text: string, at: number): Omit<Exchange, 'joint'> | undefined {
  const known = WORDS_BY_START.get(text.charAt(at));
  const word = known?.find(({ word }) => text.startsWith(word, at) && !goesOn(text, at + word.length));
  if (word) return { ...word, wordEnd: at + word.word.length, isLowerCase: false };
  const lower = LOWER_CASE.get(text.slice(at, at + 2).toLowerCase());
  return lower && !goesOn(text, at + 2) ? { ...lower, wordEnd: at + 2, isLowerCase: true } : undefined;
}

/** Whether a word continues after an offset. */
function goesOn(text: string, end: number): boolean {
  return LETTER.test(text.charAt(end - 1)) && LETTER.test(text.charAt(end));
}

/** The joint at an offset: nothing, blanks, or one mark with up to two blanks on each side. */
export function jointAt(text: string, at: number): { readonly joint: Joint; readonly end: number } {
  const [whole = '', mark] = matchAt(JOINT, text, at) ?? [];
  const joint = mark ?? (whole === '' ? '' : ' ');
  return { joint: joint as Joint, end: at + whole.length };
}

const JOINT = / {0,2}(?:([.:,_/|-]) {0,2})?/y;

const LETTER = /[A-Za-z]/;
