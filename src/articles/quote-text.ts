import type { Quote } from '../quotes/quote.ts';

/**
 * Formats a quote as Sina's own page writes it into the placeholder: `(10.52, +0.12, +1.15%)`.
 * Without a price it is the state in the reader's language: `(停牌)`.
 */
export function quoteText({ price, change, changePercent, previousClose, state }: Quote): string {
  if (price === null || change === null || changePercent === null) return `(${STATE_TEXTS[state]})`;
  const digits = decimalsOf(price, previousClose ?? price);
  return `(${price.toFixed(digits)}, ${signed(change, digits)}, ${signed(changePercent, 2)}%)`;
}

const STATE_TEXTS: Readonly<Record<Quote['state'], string>> = {
  trading: '--',
  suspended: '停牌',
  delisted: '已退市',
  retired: '代码已变更',
  unlisted: '未上市',
};

// Shares have two decimals. Funds and Hong Kong listings have three.
function decimalsOf(...prices: readonly number[]): 2 | 3 {
  return prices.some((price) => Math.abs(price * 100 - Math.round(price * 100)) > 1e-6) ? 3 : 2;
}

function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return value > 0 ? `+${text}` : `-${text}`;
}
