import { parseJson } from './parse-json.ts';
import { type Fields, yamlFields } from './yaml-fields.ts';
import { yamlIndent, yamlKeys } from './yaml-lines.ts';

/**
 * The front matter of a Hexo post, in every form that Hexo reads (hexo-front-matter 4):
 *
 * - YAML. A line of three or more dashes closes it, and the same line may open it. Jekyll and
 *   Pandoc close with `...`.
 * - JSON members, with or without braces. A line of semicolons closes them and may open them.
 *
 * Blank lines and byte order marks may precede it.
 */
export interface FrontMatter {
  readonly syntax: 'yaml' | 'json';
  /** Where the text between the separators starts in the post. */
  readonly from: number;
  /** Where the closing line starts. */
  readonly to: number;
  /** Where the body starts. */
  readonly end: number;
}

/** Finds the front matter of a post in linear time. Returns undefined if there is none. */
export function frontMatterOf(post: string): FrontMatter | undefined {
  const start = firstLineOf(post);
  const opening = separatorAt(post, start);
  return opening ? openedBy(opening, post) : unopened(post, start);
}

/** Returns the scalar fields of a front matter. */
export function fieldsOf(post: string, { syntax, from, to }: FrontMatter): Fields {
  const data = post.slice(from, to);
  const members = syntax === 'json' || data.trimStart().startsWith('{') ? jsonMembers(data) : undefined;
  if (!members) return yamlFields(data);
  const texts = Object.entries(members).flatMap(([key, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [[key, String(value)] as const] : [],
  );
  return new Map(texts);
}

/**
 * Adds a field `tickers` to the front matter of a post. {@link withoutTickers} removes it again.
 */
export function withTickers(frontMatter: string, tickers: readonly string[]): string {
  if (frontMatter === '') return `---\ntickers: [${tickers.join(', ')}]${WHOLE_SEAL}\n---\n`;
  const found = frontMatterOf(frontMatter);
  if (!found) return frontMatter;
  const data = frontMatter.slice(found.from, found.to);
  const members = found.syntax === 'json' || data.trimStart().startsWith('{') ? jsonMembers(data) : undefined;
  const newline = frontMatter.slice(found.to, found.end).endsWith('\r\n') ? '\r\n' : '\n';
  const insert = (at: number, text: string): string =>
    frontMatter.slice(0, at) + text + frontMatter.slice(at);
  if (members) {
    // A second key with this name would hide the post's own.
    if (Object.hasOwn(members, 'tickers')) return frontMatter;
    return insert(
      found.from + endOfMembers(data),
      `,${newline}"tickers": ${JSON.stringify(tickers)}${JSON_SEAL}`,
    );
  }
  // A map on one line cannot take another line, and YAML keys must be unique.
  if (data.trimStart().startsWith('{') || yamlKeys(data)?.includes('tickers')) return frontMatter;
  return insert(found.to, `${yamlIndent(data)}tickers: [${tickers.join(', ')}]${SEAL}${newline}`);
}

/** Removes what {@link withTickers} added. */
export function withoutTickers(frontMatter: string): string {
  if (WHOLE.test(frontMatter)) return '';
  const found = frontMatterOf(frontMatter);
  if (!found) return frontMatter;
  const data = withoutAdded(frontMatter.slice(found.from, found.to), found.syntax);
  return frontMatter.slice(0, found.from) + data + frontMatter.slice(found.to);
}

function withoutAdded(data: string, syntax: FrontMatter['syntax']): string {
  if (syntax === 'json' || data.trimStart().startsWith('{')) {
    const at = data.lastIndexOf('"tickers": [');
    const match = at === -1 ? null : ADDED_MEMBER.exec(data.slice(at));
    const comma = data.lastIndexOf(',', at);
    return match && /^,\r?\n$/.test(data.slice(comma, at)) ? data.slice(0, comma) + match[1] : data;
  }
  const at = data.lastIndexOf('\n', data.length - 2) + 1;
  const match = ADDED_LINE.exec(data.slice(at));
  return match && match[1] === yamlIndent(data.slice(0, at)) ? data.slice(0, at) : data;
}

// Marks our addition: a comment in YAML, a member in JSON.
const SEAL = ' # added by tickerspan';
const WHOLE_SEAL = ' # front matter added by tickerspan';
const JSON_SEAL = ', "tickersBy": "tickerspan"';
const ADDED_LINE = /^([ \t]*)tickers: \[[^\]\n]*\] # added by tickerspan\r?\n$/;
const WHOLE = /^---\ntickers: \[[^\]\n]*\] # front matter added by tickerspan\n---\n$/;
const ADDED_MEMBER = /^"tickers": \[[^\]\n]*\], "tickersBy": "tickerspan"(\s*\}?\s*)$/;

/** A line of three or more dashes, semicolons or dots, with optional trailing blanks. */
interface Separator {
  readonly character: '-' | ';' | '.';
  readonly length: number;
  readonly start: number;
  /** Where the next line starts. */
  readonly end: number;
}

const MIN_SEPARATOR = 3;

/** Returns where the first line that is not blank starts, without byte order marks. */
function firstLineOf(post: string): number {
  let start = 0;
  let at = 0;
  while (isBlank(post[at])) {
    if (post[at] === '\n' || INVISIBLE.includes(post[at] ?? '')) start = at + 1;
    at++;
  }
  return start;
}

/** The byte order mark and the zero-width space, which editors leave behind. */
const INVISIBLE = '\uFEFF\u200B';

function isBlank(character: string | undefined): boolean {
  return character !== undefined && (character.trim() === '' || INVISIBLE.includes(character));
}

/** Returns the separator in the line at an offset. */
function separatorAt(post: string, start: number): Separator | undefined {
  const character = post[start];
  if (character !== '-' && character !== ';' && character !== '.') return undefined;
  let at = start;
  while (post[at] === character) at++;
  const length = at - start;
  if (length < MIN_SEPARATOR) return undefined;
  while (post[at] === ' ' || post[at] === '\t') at++;
  if (post[at] === '\r' && post[at + 1] === '\n') at++;
  if (at < post.length && post[at] !== '\n') return undefined;
  return { character, length, start, end: Math.min(at + 1, post.length) };
}

/** Yields the separators in the line at `from` and in all later lines. */
function* separatorsFrom(
  post: string,
  from: number,
  to = post.length,
): Generator<Separator, void, undefined> {
  for (let at = from; at < to; ) {
    const separator = separatorAt(post, at);
    if (separator) yield separator;
    const next = post.indexOf('\n', at);
    if (next === -1) return;
    at = next + 1;
  }
}

function openedBy(opening: Separator, post: string): FrontMatter | undefined {
  // The opening line must end: a text of dashes alone is not front matter.
  if (opening.character === '.' || post[opening.end - 1] !== '\n') return undefined;
  const from = opening.end;
  const closing = opening.character === ';' ? closingOfJson(opening, post) : closingOfYaml(opening, post);
  const syntax = opening.character === ';' ? 'json' : 'yaml';
  return closing && { syntax, from, to: closing.start, end: closing.end };
}

function closingOfJson({ end: from, length }: Separator, post: string): Separator | undefined {
  for (const closing of separatorsFrom(post, from)) {
    if (closing.character !== ';' || closing.length < length) continue;
    return jsonMembers(withoutAdded(post.slice(from, closing.start), 'json')) && closing;
  }
  return undefined;
}

function closingOfYaml({ end: from, length }: Separator, post: string): Separator | undefined {
  // Hexo also closes at a longer line. Try only the first of each kind, because there may be
  // thousands.
  const tried = new Set<string>();
  for (const closing of separatorsFrom(post, from)) {
    const { character } = closing;
    if (character === ';' || (character === '-' && closing.length < length)) continue;
    if (character === '-' && closing.length === length) return closing;
    if (tried.has(character)) continue;
    tried.add(character);
    if (isPlausible(withoutAdded(post.slice(from, closing.start), 'yaml'))) return closing;
  }
  return undefined;
}

/**
 * The longest front matter without an opening line, in UTF-16 code units. Our addition to it may be
 * longer.
 */
const MAX_UNOPENED = 65_536;
const MAX_SEARCHED = 4 * MAX_UNOPENED;

function unopened(post: string, from: number): FrontMatter | undefined {
  const [closing] = separatorsFrom(post, from, Math.min(post.length, from + MAX_SEARCHED));
  if (!closing || closing.start === from || closing.character === '.') return undefined;
  const { start, end, character } = closing;
  const syntax = character === ';' ? 'json' : 'yaml';
  const data = withoutAdded(post.slice(from, start), syntax);
  if (data.length > MAX_UNOPENED) return undefined;
  const isFrontMatter = syntax === 'json' ? jsonMembers(data) !== undefined : isPlausible(data);
  return isFrontMatter ? { syntax, from, to: start, end } : undefined;
}

/** Fields that identify a Hexo post. A text with a line of dashes by chance has none of them. */
const POST_FIELDS: readonly string[] = [
  ...['title', 'date', 'updated', 'tags', 'categories', 'layout', 'permalink'],
  ...['author', 'source', 'url', 'link'],
];

/** Whether YAML, or a JSON object, is the front matter of a post. */
function isPlausible(data: string): boolean {
  const members = data.trimStart().startsWith('{') ? jsonMembers(data) : undefined;
  const keys = members ? Object.keys(members) : yamlKeys(data);
  return keys?.some((key) => POST_FIELDS.includes(key.toLowerCase())) ?? false;
}

/** Front matter has about a dozen members, some of them lists. */
const JSON_LIMITS = { maxValues: 10_000, maxDepth: 50 };

/** Returns the members of JSON front matter, or undefined if it is not JSON or has none. */
function jsonMembers(data: string): Readonly<Record<string, unknown>> | undefined {
  const json = data.trim();
  try {
    const members = parseJson(json.startsWith('{') ? json : `{${json}}`, JSON_LIMITS);
    const isObject = typeof members === 'object' && members !== null && !Array.isArray(members);
    return isObject && Object.keys(members).length > 0 ? (members as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Returns where the last member ends, before a closing brace. */
function endOfMembers(data: string): number {
  const whole = data.trimEnd();
  return data.trimStart().startsWith('{') ? whole.slice(0, -1).trimEnd().length : whole.length;
}
