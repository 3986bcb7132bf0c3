import { parseDocument } from 'yaml';
import { type Article, type ArticleMetadata, NO_METADATA } from '../article.ts';
import { withoutTickers } from '../representations/post.ts';

/**
 * A submitted Hexo post: YAML front matter between two `---` lines, then the body, which begins with the line after.
 * Blank lines may precede the front matter. Generators write invalid YAML (`title: @name …`), which is then read line
 * by line. A text without front matter is all body.
 */
export function articleFromPost(post: string): Article {
  const opening = OPENING.exec(post)?.[0];
  const closing = opening === undefined ? null : closingLine(post, opening.length);
  if (opening === undefined || closing === null) {
    return { format: 'markdown', metadata: NO_METADATA, frontMatter: '', body: post };
  }
  // What tickerspan added when it gave the post back is no part of it, and is not read.
  const end = post.slice(closing.start, closing.end);
  const frontMatter = withoutTickers(post.slice(0, closing.end));
  return {
    format: 'markdown',
    metadata: metadataOf(readFields(frontMatter.slice(opening.length, -end.length))),
    frontMatter,
    body: post.slice(closing.end),
  };
}

const OPENING = /^\uFEFF?(?:[ \t\r\n]*\n)?---[ \t]*\r?\n/;
const CLOSING = /^---[ \t]*(?:\r?\n|$(?![\s\S]))/gm;

type Fields = Readonly<Record<string, unknown>>;

function closingLine(post: string, from: number): { start: number; end: number } | null {
  CLOSING.lastIndex = from;
  const match = CLOSING.exec(post);
  return match && { start: match.index, end: match.index + match[0].length };
}

/** More front matter than this is not worth a YAML parser's time. */
const LONGEST_YAML = 65_536;

function readFields(yaml: string): Fields {
  if (yaml.length > LONGEST_YAML) return readLines(yaml);
  // The failsafe schema takes every scalar for a text: `2021` and `true` are titles too.
  const document = parseDocument(yaml, { schema: 'failsafe', logLevel: 'silent', uniqueKeys: false });
  if (document.errors.length > 0) return readLines(yaml);
  try {
    const fields: unknown = document.toJS({ maxAliasCount: 0 });
    return typeof fields === 'object' && fields !== null && !Array.isArray(fields) ? (fields as Fields) : {};
  } catch {
    // Aliases, which no generator writes: what the lines say is enough.
    return readLines(yaml);
  }
}

/** `key: value` lines, the values without their quotes; of a doubled key the first counts. */
function readLines(yaml: string): Fields {
  const fields: Record<string, string> = {};
  for (const [, key = '', value = ''] of yaml.matchAll(/^([A-Za-z_]\w*):[ \t]*(.*?)[ \t\r]*$/gm)) {
    fields[key] ??= unquoted(value);
  }
  return fields;
}

function unquoted(value: string): string {
  if (/^'.*'$/.test(value)) return value.slice(1, -1).replaceAll("''", "'");
  if (/^".*"$/.test(value)) return value.slice(1, -1).replaceAll('\\"', '"');
  return value;
}

function metadataOf(fields: Fields): ArticleMetadata {
  const author = textOf(fields.author);
  return {
    ...NO_METADATA,
    title: textOf(fields.title),
    author,
    url: textOf(fields.url) ?? textOf(fields.link),
    // Such posts name the site as their author.
    source: textOf(fields.source) ?? author,
    publishedAt: instantOf(fields.date),
  };
}

function textOf(value: unknown): string | null {
  if (typeof value !== 'string' || /^\s*(?:null|~)?\s*$/.test(value)) return null;
  // The generators' template step writes every brace as an entity, in the front matter too.
  return value.replaceAll('&#123;', '{').replaceAll('&#125;', '}').trim();
}

// Date would make a moment of any text with a number in it.
const STATES_A_DAY = /^(?:[A-Za-z]{3}, )?\d{1,2} [A-Za-z]{3} \d{4}\b|^\d{4}([-/])\d{1,2}\1\d{1,2}(?!\d)/;
const WITH_ZONE = /(?:[zZ]|GMT|UTC|[+-]\d{2}:?\d{2})$/;

// `Thu, 18 Nov 2021 23:21:52 GMT`, or Hexo's own `2021-11-18 23:21:52`, which names no zone and is taken for UTC.
function instantOf(value: unknown): string | null {
  const text = textOf(value);
  if (text === null || !STATES_A_DAY.test(text)) return null;
  const at = new Date(WITH_ZONE.test(text) ? text : `${text}Z`);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}
