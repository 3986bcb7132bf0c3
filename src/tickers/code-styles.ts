/** A way of writing the codes of an exchange. Undefined for codes that it cannot write or read. */
export interface CodeStyle {
  write(code: string): string | undefined;
  read(written: string): string | undefined;
}

export const asItStands: CodeStyle = { write: (code) => code, read: (written) => written };

/**
 * Hong Kong's numbers with a minimum of digits: `00700`, `0700`, `700`. Reads any number of zeros.
 */
export function padded(digits: number): CodeStyle {
  return {
    write: (code) => (isNumber(code) ? String(Number(code)).padStart(digits, '0') : undefined),
    read: (written) => (isNumber(written) ? written : undefined),
  };
}

/** Hong Kong's numbers without a suffix: `00700`. Codes of the mainland have six digits. */
export const fiveDigits: CodeStyle = {
  write: (code) => (isNumber(code) ? code : undefined),
  read: (written) => (/^\d{5}$/.test(written) ? written : undefined),
};

/** Hong Kong's indices: `HSI`. */
export const letters: CodeStyle = {
  write: (code) => (/^[A-Z]+$/.test(code) ? code : undefined),
  read: (written) => (/^[A-Z]+$/.test(written) ? written : undefined),
};

/** American symbols with a separator before the class of shares: `BRK-B`, `BRK/B`, `BRK_B`. */
export function symbolWith(separator: string): CodeStyle {
  return {
    write: (code) => code.replace('.', separator),
    read(written) {
      const [root = '', series, ...more] = written.split(separator);
      const parts = series === undefined ? [root] : [root, series];
      return more.length === 0 && parts.every((part) => /^[A-Z]+$/.test(part)) ? parts.join('.') : undefined;
    },
  };
}

/** American symbols as in Sina's quotes: `baba`, `brk$b`, and the index `ixic` without its dot. */
export const lowerCaseWithDollar: CodeStyle = {
  write: (code) => code.replace(/^\./, '').replace('.', '$').toLowerCase(),
  read: (written) => (/^[a-z]+(?:\$[a-z]+)?$/.test(written) ? written.replace('$', '.') : undefined),
};

/** Reuters' American symbols, with the class in lower case: `BRKb`. Only read, with a venue. */
export const lowerCaseClass: CodeStyle = {
  write: () => undefined,
  read: (written) =>
    /^[A-Z]+[a-z]?$/.test(written) ? written.replace(/[a-z]$/, (series) => `.${series}`) : undefined,
};

function isNumber(text: string): boolean {
  return /^\d{1,5}$/.test(text);
}
