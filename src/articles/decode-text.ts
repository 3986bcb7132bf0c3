import { AppError } from '../errors.ts';

/**
 * What a charset is called that is taken, and who decodes it: GB 18030 holds all of GBK, which holds all of GB 2312, and
 * publishers call each by the others' names. Latin charsets are left out: they take any bytes, so that a wrong name
 * would never be noticed.
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

/** Where a text may name its own charset. */
export type Declaration = 'meta' | 'xml' | 'none';

/**
 * Bytes as text. Their charset is the one that a byte order mark tells, else the one `named` beside them, else the one that
 * they name themselves, else UTF-8. The byte order mark is kept: it is a part of the text that is given back.
 *
 * @param named in the `Content-Type`, in any case; undefined where it is not.
 * @throws AppError `unsupported_media_type` for a charset that is not taken, `invalid_request` for bytes that are none of it.
 */
export function decodeText(bytes: Uint8Array, named: string | undefined, declaration: Declaration): string {
  const told = named === undefined ? undefined : decoderOf(named);
  const mark = byteOrderMark(bytes);
  if (mark !== undefined) return decode(bytes, mark);
  if (told !== undefined) return decode(bytes, told);
  const declared = DECLARATIONS[declaration]?.exec(latin(bytes.subarray(0, DECLARED_WITHIN)))?.[1];
  // Scrapers decode a page and send it on as UTF-8 with the declaration it had. A text in GBK or Big5 is hardly ever UTF-8 by chance.
  const text = declared === undefined ? undefined : utf8Unless(bytes);
  return text ?? decode(bytes, declared === undefined ? 'utf-8' : decoderOf(declared));
}

/** Browsers look no further for a declaration than the first 1024 bytes; pages with scripts before it are met. */
const DECLARED_WITHIN = 4096;

const DECLARATIONS: Readonly<Record<Declaration, RegExp | undefined>> = {
  meta: /<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([\w.:-]+)/i,
  xml: /^\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([\w.:-]+)["']/,
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

function byteOrderMark([first, second, third]: Uint8Array): string | undefined {
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

/** What ICU makes of bytes that are none of Big5, and of Hong Kong's additions, which it does not know. */
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
