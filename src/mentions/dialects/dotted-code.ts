import { tickerOfBareCode } from '../../tickers/bare-codes.ts';
import { kindOf } from '../../tickers/markets.ts';
import { codeOf, type Ticker } from '../../tickers/ticker.ts';
import { tickerOfMarkedCode } from '../../tickers/written-codes.ts';
import type { Dialect } from '../dialect.ts';

const DIGIT = '[0-9０-９]';
const HAN = '\\u4e00-\\u9fff';

// No code goes on to either side: as a longer number, a word, a path, an address or a file name does. A slash parts
// codes, a hyphen a name from its code.
const NOTHING_BEFORE =
  '(?<![A-Za-z0-9０-９_.．@%&=~\\\\])' +
  `(?<![^${HAN}）)\\s]-)` +
  `(?<!(?<![.．](?:S[HZS]|BJ|HK)|${DIGIT}{6}|[${HAN}）)])/)`;
const NOTHING_BEHIND = '(?![A-Za-z0-9０-９_@])(?![.．\\-][A-Za-z0-9０-９])(?!/[a-z])';

// In capitals only: `.sh` ends the names of scripts, `.hk` those of hosts.
const SUFFIXED = `(?:${DIGIT}{6}[.．](?:S[HZS]|BJ)|${DIGIT}{1,5}[.．]HK)`;
const PREFIX = 'S[HZ]|BJ|HK|s[hz]|bj|hk';
const MAINLAND = `(?:S[HZ]|BJ|s[hz]|bj)[.．]?${DIGIT}{6}`;
const HONG_KONG = `(?:HK[.．]?${DIGIT}{4,5}|hk[.．]?${DIGIT}{5})(?!,?${DIGIT}|\\s?[万亿元港])`;

// Most characters of a text begin no code: the first is looked at before what stands before it.
const CODE = `(?=[0-9０-９BHSbhs])${NOTHING_BEFORE}(?:${SUFFIXED}|${MAINLAND}|${HONG_KONG})${NOTHING_BEHIND}`;

/**
 * Codes with their exchange, wherever they stand in the text: `000625.SZ`, `600519.SS`, `00700.HK`, `SZ.002340`,
 * `sh600519`, `HK0700`. The exchange tells the index `000001.SH` from the bank `000001.SZ`.
 */
export const dottedCode: Dialect = {
  name: 'text',
  // A code whose characters are parted by markup or written as entities is not looked for on its own account.
  marker: `[.．](?:S[HZS]|BJ|HK)(?![A-Za-z0-9])|(?<![A-Za-z0-9_/&="]|[a-z],)(?:${PREFIX})[.．]?${DIGIT}{4}`,
  notation: {
    pattern: CODE,
    read(match) {
      const ticker = tickerOfMarkedCode(match);
      if (!ticker || !(DIGITS_FIRST.test(match) || isInRange(ticker))) return [];
      return [{ ticker, start: 0, end: match.length }];
    },
  },
};

const DIGITS_FIRST = new RegExp(`^${DIGIT}`);

// Orders and products are numbered like `SZ202111` too.
function isInRange(ticker: Ticker): boolean {
  return ticker.startsWith('hk') || kindOf(ticker) === 'index' || tickerOfBareCode(codeOf(ticker)) === ticker;
}
