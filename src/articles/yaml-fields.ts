/** The text of each scalar field, by its key. Line ends within a text are spaces. */
export type Fields = ReadonlyMap<string, string>;

/** Front matter of posts has some 20 lines; what follows these is not read. */
const MAX_CHARACTERS = 65_536;
const MAX_LINES = 2000;

/**
 * Reads the scalar fields of a YAML mapping, in time that is linear in the text: keys of the mapping itself, with plain,
 * quoted, literal (`|`) and folded (`>`) scalars, anchors and aliases of such scalars. Lists, maps and nulls have no text and
 * are left out. Of a key that occurs twice the first counts.
 *
 * A value that is invalid YAML (`title: @name`, `title: 早盘: 收盘`) is the text of its line: generators write such front
 * matter. There is no YAML parser here, for those that exist recurse into what a stranger has nested.
 */
export function yamlFields(yaml: string): Fields {
  const fields = new Map<string, string>();
  const anchors = new Map<string, string>();
  for (const { key, first, more } of entriesOf(linesOf(yaml))) {
    const { anchor, rest } = propertiesOf(first);
    const text = aliased(rest, anchors) ?? scalarOf(rest, more);
    if (text === null) continue;
    if (anchor !== undefined && !anchors.has(anchor)) anchors.set(anchor, text);
    if (!fields.has(key)) fields.set(key, text);
  }
  return fields;
}

/** The keys of a YAML mapping, also of those whose value is no text; undefined if a line is no part of a mapping. */
export function yamlKeys(yaml: string): readonly string[] | undefined {
  if (yaml.length > MAX_CHARACTERS) return undefined;
  const lines = linesOf(yaml);
  const indent = indentOfMapping(lines);
  const isPart = (line: string): boolean =>
    isBlank(line) ||
    isComment(line) ||
    indentOf(line) > indent ||
    /^\s*-(?:\s|$)/.test(line) ||
    !!keyOf(line);
  const isFirstKey = keyOf(lines.find((line) => !isBlank(line) && !isComment(line)) ?? '') !== undefined;
  return isFirstKey && lines.every(isPart) ? entriesOf(lines).map(({ key }) => key) : undefined;
}

/** How far the keys of a mapping are indented. */
export function yamlIndent(yaml: string): string {
  const lines = linesOf(yaml);
  const first = lines.find((line) => !isBlank(line) && !isComment(line)) ?? '';
  return first.slice(0, indentOf(first));
}

/** A key, what stands behind it, and the lines that follow and are indented further. */
interface Entry {
  readonly key: string;
  readonly first: string;
  readonly more: readonly string[];
}

function linesOf(yaml: string): readonly string[] {
  return yaml
    .slice(0, MAX_CHARACTERS)
    .split('\n', MAX_LINES)
    .map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
}

function entriesOf(lines: readonly string[]): readonly Entry[] {
  const indent = indentOfMapping(lines);
  const entries: { key: string; first: string; more: string[] }[] = [];
  let open: string[] | undefined;
  for (const line of lines) {
    if (isBlank(line) || indentOf(line) > indent) {
      open?.push(line);
      continue;
    }
    const found = isComment(line) ? undefined : keyOf(line);
    open = found && [];
    if (found && open) entries.push({ ...found, more: open });
  }
  return entries;
}

function indentOfMapping(lines: readonly string[]): number {
  return indentOf(lines.find((line) => !isBlank(line) && !isComment(line)) ?? '');
}

/** In blanks and tabs (hexo-front-matter takes tabs, too); other white space is text. */
function indentOf(line: string): number {
  let indent = 0;
  while (line[indent] === ' ' || line[indent] === '\t') indent++;
  return indent;
}

function isBlank(line: string): boolean {
  return line.trim() === '';
}

function isComment(line: string): boolean {
  return line.trimStart().startsWith('#');
}

/** `key: value`, `"key": value`, and `key:value`, which generators write. */
const KEY =
  /^(?:([A-Za-z_][\w.-]{0,63})[ \t]{0,9}:(?!\/\/)|"([^"\\]{1,64})"[ \t]{0,9}:|'([^']{1,64})'[ \t]{0,9}:)/;

function keyOf(line: string): { readonly key: string; readonly first: string } | undefined {
  const trimmed = line.trim();
  const match = KEY.exec(trimmed);
  if (!match) return undefined;
  return { key: match[1] ?? match[2] ?? match[3] ?? '', first: trimmed.slice(match[0].length).trim() };
}

/** A scalar's anchor and a standard tag stand before it. */
function propertiesOf(value: string): { readonly anchor?: string; readonly rest: string } {
  let rest = value;
  let anchor: string | undefined;
  for (let count = 0; count < 2; count++) {
    const match = /^(?:&([\w-]{1,64})|!![a-z]{1,16}|!)(?:[ \t]+|$)/.exec(rest);
    if (!match) break;
    anchor ??= match[1];
    rest = rest.slice(match[0].length);
  }
  return anchor === undefined ? { rest } : { anchor, rest };
}

function aliased(value: string, anchors: ReadonlyMap<string, string>): string | undefined {
  const name = /^\*([\w-]{1,64})(?:[ \t]+#.*)?$/.exec(value)?.[1];
  return name === undefined ? undefined : anchors.get(name);
}

/** The text of a value; null where it has none. */
function scalarOf(first: string, more: readonly string[]): string | null {
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

/** A value that begins on the line after its key: a scalar, or a list or a map, which has no text. */
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

/** A comment begins with a hash behind a blank. */
function withoutComment(text: string): string {
  const at = [text.indexOf(' #'), text.indexOf('\t#')].filter((index) => index !== -1);
  return at.length === 0 ? text : text.slice(0, Math.min(...at)).trim();
}

/** The text between quotes, which may go on over lines; undefined if it is not closed, or more follows than a comment. */
function quoted(first: string, more: readonly string[], quote: '"' | "'"): string | undefined {
  const lines = [first, ...more.map((line) => line.trim())];
  // A line end is folded into a space, except if it is escaped.
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

/** Where the quote is closed that opens at `from`; -1 if nowhere. */
function closingQuote(text: string, quote: '"' | "'", from = 0): number {
  for (let at = from + 1; at < text.length; at++) {
    if (quote === '"' && text[at] === '\\') at++;
    else if (quote === "'" && text[at] === "'" && text[at + 1] === "'") at++;
    else if (text[at] === quote) return at;
  }
  return -1;
}

/** YAML 1.2, 5.7; the line end is one that folding left out. */
const ESCAPES: Readonly<Record<string, string>> = {
  ...{ '0': '\0', a: '\x07', b: '\b', t: '\t', '\t': '\t', n: '\n', v: '\v', f: '\f', r: '\r', e: '\x1b' },
  ...{ ' ': ' ', '"': '"', '/': '/', '\\': '\\', N: '\x85', _: '\xa0', L: '\u2028', P: '\u2029', '\n': '' },
};
const ESCAPE = /\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([^xuU]))/g;

/** Undefined if an escape is none of YAML's. */
function unescaped(text: string): string | undefined {
  let isValid = true;
  const plainText = text.replace(ESCAPE, (_escape, two, four, eight, character) => {
    const code = Number.parseInt(two ?? four ?? eight ?? '0', 16);
    if (character !== undefined && !Object.hasOwn(ESCAPES, character)) isValid = false;
    if (code > 0x10ffff) isValid = false;
    if (!isValid) return '';
    return character === undefined ? String.fromCodePoint(code) : (ESCAPES[character] ?? '');
  });
  // Escapes that the pattern leaves are broken off, such as \u12.
  return isValid && !/\\[xuU]/.test(text.replace(ESCAPE, '')) ? plainText : undefined;
}

/** What generators meant that put a text into quotes without escaping the quotes in it. */
function unquoted(line: string): string {
  const quote = line[0] ?? '';
  if (line.length < 2 || !line.endsWith(quote)) return line;
  return line.slice(1, -1).replaceAll(quote === "'" ? "''" : '\\"', quote);
}

/** Whether the text is one whole flow collection: its first bracket is closed by its last, but for a comment. */
function isCollection(text: string): boolean {
  let depth = 0;
  for (const { bracket, end } of bracketsIn(text)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    if (depth === 0) return /^\s*(?:#|$)/.test(text.slice(end));
  }
  return false;
}

/** The brackets of a text that do not stand between quotes. */
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
