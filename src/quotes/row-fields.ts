import { cleanText } from '../clean-text.ts';
import type { ReadQuote } from './provider.ts';
import { instantAt, type Zone } from './zoned-time.ts';

/** A number of a provider's row. Null for an empty cell, a dash, or anything else. */
export function numberIn(cell: string | undefined): number | null {
  const text = cell?.trim() ?? '';
  return DECIMAL.test(text) ? Number(text) : null;
}

// No hexadecimal, no exponent, and no number so large or fine that computing with it could give
// Infinity.
const DECIMAL = /^[+-]?\d{1,15}(?:\.\d{1,8})?$/;

/** A price of a row. Null for 0, which providers write if nothing was traded. */
export function priceIn(cell: string | undefined): number | null {
  const value = numberIn(cell);
  return value === null || value <= 0 ? null : value;
}

/**
 * The listing's short name, without the blanks by which exchanges pad names of two or three
 * characters, and with Latin letters of normal width. Empty if there is no name, or if the cell is
 * too long for one.
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

/** The same as in `quoteSchema`. */
const MAX_NAME_LENGTH = 80;

/**
 * The change and its percentage, computed from the two prices. Both are null if a price is missing.
 */
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

/**
 * The instant (ISO 8601, UTC) at which a zone's clock shows `YYYY-MM-DD hh:mm` or
 * `YYYY-MM-DD hh:mm:ss`. Null if there is no such date or time, or if the year is not in the 20th
 * or 21st century.
 */
export function instantIn(stamp: string | undefined, zone: Zone): string | null {
  const parts = STAMP.exec(stamp ?? '');
  if (!parts) return null;
  const [, date = '', hours, minutes, seconds = '0'] = parts;
  const second = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return instantAt({ date, second }, zone)?.toISOString() ?? null;
}

const STAMP = /^((?:19|20)\d{2}-\d{2}-\d{2}) ([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/;
