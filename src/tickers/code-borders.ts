import { type Exchange, isStrong } from './exchange-beside.ts';
import type { Place } from './exchange-words.ts';

/** How many characters on each side of a code are examined. */
const AROUND = 12;

/** Whether the text before an offset shows that a code there is part of something longer. */
export function isCutBefore(text: string, at: number, place: Place): boolean {
  const isLatin = /[A-Za-z0-9]/.test(text.charAt(at));
  return isLatin && CUT_BEFORE[place].test(text.slice(Math.max(0, at - AROUND), at));
}

/** Whether a code after its exchange ends at an offset. */
export function endsHere(text: string, end: number, exchange: Exchange, place: Place): boolean {
  const after = text.slice(end, end + AROUND);
  if (CUT_AFTER.test(after)) return false;
  if (place === 'text' || isStrong(exchange)) return true;
  return (exchange.venue === 'us' || exchange.venue === 'hk' ? ENDED : SEPARATED_AFTER).test(after);
}

/** Whether a code before its exchange is not part of something longer. */
export function standsAlone(text: string, at: number, exchange: Exchange, place: Place): boolean {
  const { wordEnd } = exchange;
  const isLatin = LETTER.test(text.charAt(wordEnd - 1));
  const after = text.slice(wordEnd, wordEnd + AROUND);
  if (isCutBefore(text, at, place) || (isLatin && CUT_AFTER.test(after))) return false;
  if (place === 'text' || isStrong(exchange)) return true;
  return SEPARATED_BEFORE.test(text.slice(Math.max(0, at - 1), at)) && (!isLatin || ENDED.test(after));
}

// A longer number, a word, a path, an address or a file name is not a code. But a slash may
// separate two codes, and a hyphen a name from its code.
const CUT_BEFORE = {
  text: /(?:[A-Za-z0-9_.@%&=~\\]|[^\u4e00-\u9fff)\]\s]-|(?<!\.(?:S[HZS]|BJ|HK|US|XSH[GE]|XHKG)|\d{6}|HK\.?\d{4,5}|US\.[A-Z]{1,5}|[\u4e00-\u9fff)\]])\/)$/,
  brackets: /(?:[A-Za-z0-9_.@%&=~\\]|[^\u4e00-\u9fff)\]\s]-|(?<![A-Z0-9\u4e00-\u9fff)\]\s])\/)$/,
};
const CUT_AFTER = /^(?:[A-Za-z0-9_@]|[.-][A-Za-z0-9]|\/[a-z])/;
const SEPARATED_BEFORE = /(?:^|[([,;:、/|\s])$/;
const SEPARATED_AFTER = /^(?: {0,2}[)\],;、/|和及与]| +[^\d\s])/;
// Bloomberg adds the kind of security: `700 HK Equity`.
const ENDED = /^ {1,2}Equity(?![A-Za-z])|^ {0,2}[)\],;、/|和及与]/;
const LETTER = /[A-Za-z]/;
