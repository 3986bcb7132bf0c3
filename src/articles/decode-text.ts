import { AppError, isAppError } from '../errors.ts';

/**
 * The supported charsets and their decoders. GB 18030 includes GBK, which includes GB 2312, and
 * publishers confuse their names. Latin charsets are not supported: they accept any bytes, so a
 * wrong name would never be noticed.
 */
const DECODERS: Readonly<Record<string, string>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  ascii: 'utf-8',
  gb18030: 'gb18030',
  gbk: 'gb18030',
  'x-gbk': 'gb18030',
  cp936: 'gb18030',
  gb2312: 'gb18030',
  big5: 'big5',
  'utf-16': 'utf-16le',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
};

/** Where a text may declare its own charset. */
export type Declaration = 'meta' | 'xml' | 'none';

/**
 * Decodes bytes. A byte order mark decides the charset, then `named`, then the text's own
 * declaration, then UTF-8. The byte order mark stays in the text, because the text is returned as
 * it was sent.
 *
 * @param named the charset in the `Content-Type`, in any case.
 * @throws AppError `unsupported_media_type` if the charset is not supported, `invalid_request` if
 * the bytes are not valid in it.
 */
export function decodeText(bytes: Uint8Array, named: string | undefined, declaration: Declaration): string {
  const { certain, declared } = charsetOf(bytes, named, declaration);
  if (certain !== undefined) return decode(bytes, certain);
  if (declared === undefined) return decode(bytes, 'utf-8');
  // Scrapers decode a page and send it as UTF-8 with its old declaration. GBK or Big5 is hardly
  // ever valid UTF-8 by chance.
  return utf8Unless(bytes) ?? decode(bytes, decoderOf(declared));
}

/**
 * Like {@link decodeText}, but a few invalid bytes become U+FFFD and the text counts as damaged.
 *
 * @throws AppError like {@link decodeText}; `invalid_request` if so many bytes are invalid that the
 * charset must be wrong.
 */
export function decodeLeniently(
  bytes: Uint8Array,
  named: string | undefined,
  declaration: Declaration,
): { readonly text: string; readonly isDamaged: boolean } {
  try {
    return { text: decodeText(bytes, named, declaration), isDamaged: false };
  } catch (error) {
    if (!isAppError(error) || error.code !== 'invalid_request') throw error;
    const { certain, declared } = charsetOf(bytes, named, declaration);
    // A document that was decoded and sent as UTF-8 may be damaged too.
    const decoders = [certain ?? 'utf-8', ...(declared === undefined ? [] : [decoderOf(declared)])];
    const texts = decoders.map((decoder) => new TextDecoder(decoder, { ignoreBOM: true }).decode(bytes));
    const [best] = texts
      .map((text) => ({ text, lost: text.split('\uFFFD').length - 1 }))
      .sort((one, other) => one.lost - other.lost);
    if (!best || best.lost > best.text.length * MAX_LOST) throw error;
    return { text: best.text, isDamaged: true };
  }
}

/** The share of characters that may be lost if the charset is right. */
const MAX_LOST = 0.05;

/** Returns the decoder if it is certain, otherwise the charset that the text declares. */
function charsetOf(
  bytes: Uint8Array,
  named: string | undefined,
  declaration: Declaration,
): { readonly certain?: string | undefined; readonly declared?: string | undefined } {
  const given = named === undefined ? undefined : decoderOf(named);
  const certain = encodingShownBy(bytes) ?? given;
  if (certain !== undefined) return { certain };
  return { declared: DECLARATIONS[declaration]?.exec(latin(bytes.subarray(0, DECLARED_WITHIN)))?.[1] };
}

/**
 * Browsers search only the first 1024 bytes for a declaration, but some pages have scripts before
 * it.
 */
const DECLARED_WITHIN = 4096;

const DECLARATIONS: Readonly<Record<Declaration, RegExp | undefined>> = {
  meta: /<meta\b[^<>]*?\bcharset\s*=[\s"']*([\w.:-]+)/i,
  xml: /^\s*<\?xml\b[^<>]*?\bencoding\s*=\s*["']([\w.:-]+)["']/,
  none: undefined,
};

function decoderOf(name: string): string {
  const decoder = Object.hasOwn(DECODERS, name.toLowerCase()) ? DECODERS[name.toLowerCase()] : undefined;
  if (decoder !== undefined) return decoder;
  throw new AppError(
    'unsupported_media_type',
    `The charset ${name.slice(0, 32)} is not supported: UTF-8, GBK, GB2312, GB18030, Big5 and UTF-16 are`,
  );
}

function isAfterBracket(byte: number | undefined): boolean {
  return byte === 0x3f || byte === 0x21;
}

/**
 * Returns the encoding that the first bytes show: a byte order mark, or the zero bytes of `<?` or
 * `<!` in UTF-16 (XML 1.0, appendix F).
 */
function encodingShownBy([first, second, third, fourth]: Uint8Array): string | undefined {
  if (first === 0x3c && second === 0 && isAfterBracket(third) && fourth === 0) return 'utf-16le';
  if (first === 0 && second === 0x3c && third === 0 && isAfterBracket(fourth)) return 'utf-16be';
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

function utf8Unless(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** What ICU makes of invalid Big5, and of Hong Kong's additions to it, which it does not know. */
const NO_BIG5 = /[\x7f-\x9f\ue000-\uf8ff]/;

function decode(bytes: Uint8Array, decoder: string): string {
  try {
    const text = new TextDecoder(decoder, { fatal: true, ignoreBOM: true }).decode(bytes);
    if (decoder === 'big5' && NO_BIG5.test(text)) throw new TypeError('no Big5');
    return text;
  } catch (cause) {
    const name = decoder.toUpperCase();
    const advice = decoder === 'utf-8' ? ': send UTF-8, or name its charset in Content-Type' : '';
    throw new AppError('invalid_request', `The body is not ${name}${advice}`, { cause });
  }
}

function latin(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
