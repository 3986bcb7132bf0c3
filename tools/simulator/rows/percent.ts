/** What part is of the whole, in percent to two decimals; never a negative zero. */
export const percent = (part: number, whole: number, decimals = 2): string =>
  unsignedZero(whole === 0 ? 0 : (100 * part) / whole, decimals);

/** A number to so many decimals, without a sign before a zero. */
export const unsignedZero = (value: number, decimals: number): string =>
  value.toFixed(decimals).replace(/^-(0\.?0*)$/, '$1');
