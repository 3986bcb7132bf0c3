/** A way of writing an exchange's codes. What it cannot write or read is undefined. */
export interface CodeStyle {
  write(code: string): string | undefined;
  read(written: string): string | undefined;
}

export const asItStands: CodeStyle = { write: (code) => code, read: (written) => written };

/** Hong Kong's numbers with so many digits at least: `00700`, `0700`, `700`. Any number of zeros is read. */
export function padded(digits: number): CodeStyle {
  return {
    write: (code) => (isNumber(code) ? String(Number(code)).padStart(digits, '0') : undefined),
    read: (written) => (isNumber(written) ? written : undefined),
  };
}

/** Hong Kong's numbers where no suffix tells them from other codes: `00700` alone is none of the mainland's. */
export const fiveDigits: CodeStyle = {
  write: (code) => (isNumber(code) ? code : undefined),
  read: (written) => (/^\d{5}$/.test(written) ? written : undefined),
};

/** Hong Kong's indices: `HSI`. */
export const letters: CodeStyle = {
  write: (code) => (/^[A-Z]+$/.test(code) ? code : undefined),
  read: (written) => (/^[A-Z]+$/.test(written) ? written : undefined),
};

/** American symbols with what stands before the class of shares: `BRK-B`, `BRK/B`, `BRK_B`. */
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

/** American symbols as Sina's quotes have them: `baba`, `brk$b`, and `ixic` without an index's dot. */
export const lowerCaseWithDollar: CodeStyle = {
  write: (code) => code.replace(/^\./, '').replace('.', '$').toLowerCase(),
  read: (written) => (/^[a-z]+(?:\$[a-z]+)?$/.test(written) ? written.replace('$', '.') : undefined),
};

/** American symbols as Reuters writes them, the class of shares in lower case: `BRKb`. Only read, for a venue follows. */
export const lowerCaseClass: CodeStyle = {
  write: () => undefined,
  read: (written) =>
    /^[A-Z]+[a-z]?$/.test(written) ? written.replace(/[a-z]$/, (series) => `.${series}`) : undefined,
};

function isNumber(text: string): boolean {
  return /^\d{1,5}$/.test(text);
}
