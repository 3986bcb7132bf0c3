import { codeOf } from '../../../tickers/ticker.ts';
import type { MentionContext, Observation, Signal } from '../mention-context.ts';

/** Whether brackets after the name contain its listing code, a rights tag or a quote. */
export const adjacentCode: Signal = {
  name: 'adjacent-code',
  read({ mention: { ticker, after } }: MentionContext): readonly Observation[] {
    const brackets = BRACKETS.exec(after)?.[0];
    if (brackets === undefined) return [];
    const isCode = brackets.toUpperCase().includes(codeOf(ticker)) || LISTING.test(brackets);
    if (isCode) return [{ feature: 'own-code', value: 1, detail: `followed by its code ${brackets}` }];
    return MARKET_NOTE.test(brackets)
      ? [{ feature: 'market-note', value: 1, detail: `followed by ${brackets}` }]
      : [];
  },
};

const BRACKETS = /^[（(【[][^（）()【】[\]]{1,30}[）)】\]]/;
const LISTING = /\d{6}|\d{4,5}\.HK|[：:]\s*[A-Z]{1,5}\b|\.(?:SZ|SH|HK|BJ|US|O|N)\b|^[（(][A-Z]{1,5}[）)]$/i;
const MARKET_NOTE = /维权|\d\.\d|以下简称|下称|简称/;
