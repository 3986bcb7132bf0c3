import iconv from 'iconv-lite';
import { type Declaration, decodeText } from '../../../../src/articles/decode-text.ts';
import { AppError } from '../../../../src/errors.ts';

const TEXT = '<p>长安汽车（000625）股份</p>';
const TRADITIONAL = '<p>長安汽車股份有限公司</p>';
const encoded = (text: string, charset: string): Uint8Array => iconv.encode(text, charset);

function codeOf(bytes: Uint8Array, named?: string, declaration: Declaration = 'none'): string {
  try {
    decodeText(bytes, named, declaration);
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'accepted';
}

test.each([
  ['gbk', 'gbk', TEXT],
  ['GBK', 'gbk', TEXT],
  ['gb2312', 'gbk', TEXT],
  ['gb18030', 'gb18030', `${TEXT}㐀𠮷`],
  ['gb2312', 'gbk', `${TEXT}镕`],
  ['big5', 'big5', TRADITIONAL],
  ['utf-8', 'utf8', TEXT],
  ['UTF8', 'utf8', TEXT],
  ['us-ascii', 'utf8', 'text'],
  ['ascii', 'utf8', 'text'],
  ['x-gbk', 'gbk', TEXT],
  ['cp936', 'gbk', TEXT],
  ['utf-16', 'utf-16le', TEXT],
  ['utf-16le', 'utf-16le', TEXT],
  ['utf-16be', 'utf-16be', TEXT],
])('bytes are decoded with the charset of the content type: %s', (named, charset, text) => {
  expect(decodeText(encoded(text, charset), named, 'none')).toBe(text);
});

test.each([
  ['meta', '<meta charset="gbk">'],
  ['meta', '<META CHARSET=gb2312 />'],
  ['meta', "<meta http-equiv='Content-Type' content='text/html; charset=GB2312'>"],
  ['meta', `<script>var a = 1;</script>${' '.repeat(2000)}<meta content="text/html;charset=gb18030">`],
  ['xml', '<?xml version="1.0" encoding="GBK"?>'],
] as const)('a charset that the text itself declares is used: %s, %s', (declaration, head) => {
  const text = `${head}${TEXT}`;
  expect(decodeText(encoded(text, 'gbk'), undefined, declaration)).toBe(text);
});

test('a page that was converted to UTF-8, but still declares its old charset, is read as UTF-8', () => {
  for (const charset of ['gb2312', 'utf-16', 'shift_jis']) {
    const text = `<meta charset="${charset}">${TEXT}`;
    expect(decodeText(encoded(text, 'utf8'), undefined, 'meta')).toBe(text);
  }
});

test('the content type overrides the charset in the text, and a byte order mark overrides both', () => {
  const text = `<meta charset="big5">${TEXT}`;
  expect(decodeText(encoded(text, 'gbk'), 'gbk', 'meta')).toBe(text);
  const marked = `\uFEFF${text}`;
  for (const charset of ['utf-16le', 'utf-16be', 'utf8']) {
    expect(decodeText(encoded(marked, charset), 'gbk', 'meta')).toBe(marked);
  }
});

test.each([
  ['GBK that is cut off within a character', encoded('车', 'gbk').subarray(0, 1), 'gbk'],
  ['a byte that is invalid in GBK', Uint8Array.of(0x41, 0xff), 'gbk'],
  ['UTF-8 that is declared as GBK', encoded('车', 'utf8'), 'gbk'],
  ['a byte that is invalid in Big5', Uint8Array.of(0x41, 0xff, 0x41), 'big5'],
  ["one of Hong Kong's additions to Big5", encoded('嘅', 'big5hkscs'), 'big5'],
  ['Big5 that is cut off within a character', encoded('車', 'big5').subarray(0, 1), 'big5'],
  ['half a unit of UTF-16', Uint8Array.of(0xff, 0xfe, 0x41), 'utf-16'],
  ['a lone surrogate', Uint8Array.of(0xff, 0xfe, 0x3d, 0xd8, 0x41, 0), undefined],
  ['undeclared GBK', encoded(TEXT, 'gbk'), undefined],
  ['GBK that is declared as UTF-8', encoded(TEXT, 'gbk'), 'utf-8'],
])('bytes that are invalid in their charset are refused: %s', (_what, bytes, named) => {
  expect(codeOf(bytes, named)).toBe('invalid_request');
});

test('an unsupported charset is refused, wherever it is declared', () => {
  for (const name of ['koi8-r', 'iso-8859-1', '__proto__', 'constructor', '']) {
    expect(codeOf(encoded(TEXT, 'utf8'), name)).toBe('unsupported_media_type');
  }
  const japanese = encoded('<meta charset=shift_jis>株式会社', 'shift_jis');
  expect(codeOf(japanese, undefined, 'meta')).toBe('unsupported_media_type');
  expect(codeOf(japanese)).toBe('invalid_request');
});
