/**
 * Returns where a text looks as if it was decoded with the wrong charset (UTF-8 as Latin-1,
 * Windows-1252 or GBK, or GBK as Latin-1 or UTF-8), or undefined if it does not.
 */
export function placeOfMojibake(text: string): number | undefined {
  return MOJIBAKE.exec(text)?.index;
}

/** In UTF-8, a Chinese character has three bytes: one of these and two of {@link CONTINUATION}. */
const LEADS = [0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0xef];
const CONTINUATION = { from: 0x80, to: 0xbf };

const LATIN_LEAD = `[${String.fromCharCode(...LEADS)}]`;
// Latin-1, and what Windows-1252 has in place of the control characters.
const LATIN_CONTINUATION = '[\\x80-\\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]';

/**
 * The rare characters that the first two bytes form in GBK: one in three in a misread text,
 * otherwise one in thousands.
 */
const GBK_LEAD = `[${gbkLeads().join('')}]`;

const MOJIBAKE = new RegExp(
  [
    '\\uFFFD{2,}',
    // UTF-8 with U+FFFD that was read as GBK, and uninitialized memory.
    '锟斤拷|烫烫烫',
    // In UTF-8, letters of other European languages have two bytes.
    `(?:[\\xc2\\xc3]${LATIN_CONTINUATION}){2,}`,
    `(?:${LATIN_LEAD}${LATIN_CONTINUATION}{2}){2,}`,
    `(?:${GBK_LEAD}[\\u3400-\\u9fff\\ue000-\\uf8ff€]{2}){3,}`,
    // GBK as Latin-1. Rows of the same sign, such as ××××, are intended.
    '(?:([\\xb0-\\xf7])(?!\\1)[\\xa1-\\xfe]){6,}',
  ].join('|'),
);

function gbkLeads(): readonly string[] {
  const gbk = new TextDecoder('gb18030');
  const length = CONTINUATION.to - CONTINUATION.from + 1;
  return LEADS.flatMap((lead) =>
    Array.from({ length }, (_, index) => gbk.decode(Uint8Array.of(lead, CONTINUATION.from + index))),
  );
}
