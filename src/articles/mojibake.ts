/**
 * Where a text looks as if it was decoded by the wrong charset: UTF-8 read as Latin-1, Windows-1252 or GBK, GBK read as
 * Latin-1 or UTF-8. Undefined where it does not.
 */
export function placeOfMojibake(text: string): number | undefined {
  return MOJIBAKE.exec(text)?.index;
}

/** Chinese characters as UTF-8 are three bytes, the first of these, the others {@link CONTINUATION}. */
const LEADS = [0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0xef];
const CONTINUATION = { from: 0x80, to: 0xbf };

const LATIN_LEAD = `[${String.fromCharCode(...LEADS)}]`;
// Latin-1's, and what Windows-1252 has in place of the control characters.
const LATIN_CONTINUATION = '[\\x80-\\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]';

/** The rare characters that the first two bytes make as GBK: one in three of a text read so, one in thousands else. */
const GBK_LEAD = `[${gbkLeads().join('')}]`;

const MOJIBAKE = new RegExp(
  [
    '\\uFFFD{2,}',
    // Bytes that became U+FFFD as UTF-8 and were read as GBK; memory that was never written.
    '锟斤拷|烫烫烫',
    // Of other languages' letters UTF-8 has two bytes.
    `(?:[\\xc2\\xc3]${LATIN_CONTINUATION}){2,}`,
    `(?:${LATIN_LEAD}${LATIN_CONTINUATION}{2}){2,}`,
    `(?:${GBK_LEAD}[\\u3400-\\u9fff\\ue000-\\uf8ff€]{2}){3,}`,
    // GBK as Latin-1. Rows of one sign, such as ××××, are written on purpose.
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
