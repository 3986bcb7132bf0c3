/** Formats `part` as a percentage of `whole`, with two decimals and never as negative zero. */
export const percent = (part: number, whole: number, decimals = 2): string =>
  unsignedZero(whole === 0 ? 0 : (100 * part) / whole, decimals);

/** Formats a number with fixed decimals and never as negative zero. */
export const unsignedZero = (value: number, decimals: number): string =>
  value.toFixed(decimals).replace(/^-(0\.?0*)$/, '$1');
