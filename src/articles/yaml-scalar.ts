import { isBlank, isComment } from './yaml-lines.ts';

/**
 * Returns the text of a plain, quoted, literal or folded YAML scalar, or null for a list, a map or
 * nothing.
 *
 * @param first the text after the key.
 * @param more the following lines with a larger indent.
 */
export function scalarOf(first: string, more: readonly string[]): string | null {
  if (first === '' || first.startsWith('#')) return scalarBelow(more);
  switch (first[0]) {
    case '"':
      return quoted(first, more, '"') ?? unquoted(first);
    case "'":
      return quoted(first, more, "'") ?? unquoted(first);
    case '[':
    case '{':
      return isCollection([first, ...more].join('\n')) ? null : first;
    case '|':
    case '>':
      return BLOCK_HEADER.test(first) ? joined(more) : first;
    default:
      return plain(first, more);
  }
}

const BLOCK_HEADER = /^[|>][-+1-9]{0,2}(?:[ \t]+#.*)?$/;

/**
 * Reads a value that starts on the line after its key: a scalar, or a list or map, which has no
 * text.
 */
function scalarBelow(more: readonly string[]): string | null {
  const at = more.findIndex((line) => !isBlank(line) && !isComment(line));
  const [first, ...others] = more.slice(at === -1 ? more.length : at).map((line) => line.trim());
  if (first === undefined || /^[-?](?:\s|$)/.test(first)) return null;
  if (!/^["'[{|>]/.test(first) && isMapping(first)) return null;
  return scalarOf(first, others);
}

function isMapping(text: string): boolean {
  return text.includes(': ') || text.endsWith(':');
}

function joined(lines: readonly string[]): string | null {
  const text = lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
  return text === '' ? null : text;
}

function plain(first: string, more: readonly string[]): string | null {
  const start = withoutComment(first);
  if (isMapping(start)) return first;
  const others = more.filter((line) => !isComment(line)).map((line) => withoutComment(line.trim()));
  const text = start !== first || others.some(isMapping) ? start : joined([start, ...others]);
  return text === null || /^(?:~|null|Null|NULL)?$/.test(text) ? null : text;
}

/** A comment starts with a hash after a blank. */
function withoutComment(text: string): string {
  const at = [text.indexOf(' #'), text.indexOf('\t#')].filter((index) => index !== -1);
  return at.length === 0 ? text : text.slice(0, Math.min(...at)).trim();
}

/**
 * Returns the text between quotes, which may span lines. Returns undefined if the quote is not
 * closed, or if anything but a comment follows.
 */
function quoted(first: string, more: readonly string[], quote: '"' | "'"): string | undefined {
  const lines = [first, ...more.map((line) => line.trim())];
  // A line end becomes a space unless it is escaped.
  const parts = lines.map((line, at) => {
    if (at === lines.length - 1) return line;
    return `${line}${quote === '"' && endsInEscape(line) ? '\n' : ' '}`;
  });
  const whole = parts.join('');
  const end = closingQuote(whole, quote);
  if (end === -1 || !/^(?:\s|$)/.test(whole.slice(end + 1, end + 2))) return undefined;
  const behind = whole.slice(end + 1).trim();
  if (behind !== '' && !behind.startsWith('#')) return undefined;
  const inner = whole.slice(1, end);
  return quote === "'" ? inner.replaceAll("''", "'") : unescaped(inner);
}

function endsInEscape(text: string): boolean {
  let count = 0;
  while (text[text.length - 1 - count] === '\\') count++;
  return count % 2 === 1;
}

/** Returns where the quote that opens at `from` is closed, or -1. */
function closingQuote(text: string, quote: '"' | "'", from = 0): number {
  for (let at = from + 1; at < text.length; at++) {
    if (quote === '"' && text[at] === '\\') at++;
    else if (quote === "'" && text[at] === "'" && text[at + 1] === "'") at++;
    else if (text[at] === quote) return at;
  }
  return -1;
}

/** YAML 1.2, 5.7. An escaped line end becomes nothing. */
const ESCAPES: Readonly<Record<string, string>> = {
  ...{ '0': '\0', a: '\x07', b: '\b', t: '\t', '\t': '\t', n: '\n', v: '\v', f: '\f', r: '\r', e: '\x1b' },
  ...{ ' ': ' ', '"': '"', '/': '/', '\\': '\\', N: '\x85', _: '\xa0', L: '\u2028', P: '\u2029', '\n': '' },
};
const ESCAPE = /\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([^xuU]))/g;

/** Returns undefined if an escape is not valid YAML. */
function unescaped(text: string): string | undefined {
  let isValid = true;
  const plainText = text.replace(ESCAPE, (_escape, two, four, eight, character) => {
    const code = Number.parseInt(two ?? four ?? eight ?? '0', 16);
    if (character !== undefined && !Object.hasOwn(ESCAPES, character)) isValid = false;
    if (code > 0x10ffff) isValid = false;
    if (!isValid) return '';
    return character === undefined ? String.fromCodePoint(code) : (ESCAPES[character] ?? '');
  });
  // The pattern leaves incomplete escapes such as \u12.
  return isValid && !/\\[xuU]/.test(text.replace(ESCAPE, '')) ? plainText : undefined;
}

/** Reads a quoted text whose inner quotes the generator forgot to escape. */
function unquoted(line: string): string {
  const quote = line[0] ?? '';
  if (line.length < 2 || !line.endsWith(quote)) return line;
  return line.slice(1, -1).replaceAll(quote === "'" ? "''" : '\\"', quote);
}

/**
 * Returns whether the text is a single flow collection. Only a comment may follow the bracket that
 * closes it.
 */
function isCollection(text: string): boolean {
  let depth = 0;
  for (const { bracket, end } of bracketsIn(text)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    if (depth === 0) return /^\s*(?:#|$)/.test(text.slice(end));
  }
  return false;
}

/** Yields the brackets of a text that are not between quotes. */
function* bracketsIn(text: string): Generator<{ readonly bracket: string; readonly end: number }> {
  const unclosed = new Set<string>();
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if ('[]{}'.includes(character)) yield { bracket: character, end: at + 1 };
    if ((character !== '"' && character !== "'") || unclosed.has(character)) continue;
    const end = closingQuote(text, character, at);
    // A quote that is never closed is an apostrophe, and so are all after it.
    if (end === -1) unclosed.add(character);
    else at = end;
  }
}
