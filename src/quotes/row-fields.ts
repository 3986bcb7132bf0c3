import { cleanText } from '../clean-text.ts';
import type { ReadQuote } from './provider.ts';

/** A number of a provider's row; null for an empty cell, a dash, or what is no number that an exchange would write. */
export function numberIn(cell: string | undefined): number | null {
  const text = cell?.trim() ?? '';
  return DECIMAL.test(text) ? Number(text) : null;
}

// No hexadecimal, no exponent, and nothing so large or fine that reckoning with it would leave the finite numbers.
const DECIMAL = /^[+-]?\d{1,15}(?:\.\d{1,8})?$/;

/** A price of a row: providers write 0 where nothing was traded, which is no price. */
export function priceIn(cell: string | undefined): number | null {
  const value = numberIn(cell);
  return value === null || value <= 0 ? null : value;
}

/**
 * The listing's short name: exchanges pad names of two and three characters with blanks, and write Latin letters wide.
 * Empty where there is none, or what stands there is too long for one.
 */
export function nameIn(cell: string | undefined): string {
  if (cell === undefined || cell.length > MAX_NAME_LENGTH) return '';
  const name = cleanText(cell)
    .normalize('NFKC')
    .trim()
    .replace(/\s+/g, (blank, at: number, whole: string) => {
      const isBetweenLatin = isLatin(whole[at - 1]) && isLatin(whole[at + blank.length]);
      return isBetweenLatin ? blank : '';
    });
  return name.length > MAX_NAME_LENGTH ? '' : name;
}

function isLatin(character = ''): boolean {
  return character >= '\x20' && character <= '\x7e';
}

/** As `quoteSchema` has it. */
const MAX_NAME_LENGTH = 80;

/** Price, change and percentage that agree: all null without a price, the change computed where only prices are stated. */
export function movement(
  price: number | null,
  previousClose: number | null,
): Pick<ReadQuote, 'change' | 'changePercent'> {
  if (price === null || previousClose === null) return { change: null, changePercent: null };
  const change = price - previousClose;
  return { change: rounded(change, 4), changePercent: rounded((change / previousClose) * 100, 2) };
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
