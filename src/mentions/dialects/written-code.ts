import { wordsOfKinds } from '../../tickers/exchange-words.ts';
import { folded } from '../../tickers/fold-text.ts';
import { writtenCodeAt } from '../../tickers/written-codes.ts';
import type { Dialect } from '../dialect.ts';

const DIGIT = '[0-9０-９]';
const CAPITAL = '[A-ZＡ-Ｚ]';
const DOT = '[.．]';
const COLON = '[^\\S\\n]?[:：∶][^\\S\\n]?';

const SHORT = wordsOfKinds('short');
const NAMES = wordsOfKinds('short', 'name', 'country');
const SUFFIXES = wordsOfKinds('short', 'name', 'country', 'suffix', 'composite');
const BLOOMBERG = '(?:CH|CG|CS|HK|US) Equity(?![A-Za-z])';
const SYMBOL = `${CAPITAL}{1,5}(?:[./_．／-]${CAPITAL}(?![A-Za-z0-9]))?`;
const CODE = `(?:${DIGIT}{1,6}|${SYMBOL})`;

// Most characters start no code, so test the first character before the text that precedes it.
const START = `(?=[0-9０-９A-ZＡ-Ｚbhs])(?<![A-Za-z0-9０-９_.．@%&=~\\\\])`;
const PATTERN =
  `${START}(?:${CODE}${DOT}(?:${SUFFIXES})(?![A-Za-z0-9])` +
  `|(?:${SHORT}|s[hz]|bj|hk)${DOT}?${DIGIT}{4,6}|(?:${NAMES})(?:${DOT}|${COLON})${CODE}|${CODE} ${BLOOMBERG})`;

/**
 * Codes with their exchange, anywhere in the text: `000625.SZ`, `600519.SS`, `00700.HK`,
 * `SZ.002340`, `sh600519`, `HK0700`, `600519.XSHG`, `SHE:000002`, `US.TSLA`, `BABA.US`,
 * `700 HK Equity`. The exchange separates the index `000001.SH` from the bank `000001.SZ`.
 */
export const writtenCode: Dialect = {
  name: 'text',
  // Starts with what few texts contain, so that most are skipped at once. If a body only has codes
  // that markup splits or that are written as entities, it is not read.
  marker:
    `${DOT}(?:(?:${SUFFIXES})(?![A-Za-z0-9])|(?<=(?:${NAMES})${DOT})[0-9０-９A-ZＡ-Ｚ])` +
    `|[:：∶](?<=(?:${NAMES})[^\\S\\n]?[:：∶])[^\\S\\n]?[0-9０-９A-ZＡ-Ｚ]` +
    `| ${BLOOMBERG}|(?:${SHORT}|s[hz]|bj|hk)(?<!(?:[A-Za-z0-9_/&="]|[a-z],)[A-Za-zＡ-Ｚ]{2})${DOT}?${DIGIT}{4}`,
  notation: {
    pattern: PATTERN,
    read(match, before, after) {
      if (match.endsWith(' Equity')) {
        const code = writtenCodeAt(folded(`(${match}`), 1, 'brackets');
        return code ? [{ ticker: code.ticker, start: 0, end: code.end - 1 }] : [];
      }
      const code = writtenCodeAt(folded(before + match + after), before.length, 'text');
      if (!code) return [];
      return [{ ticker: code.ticker, start: code.start - before.length, end: code.end - before.length }];
    },
  },
};
