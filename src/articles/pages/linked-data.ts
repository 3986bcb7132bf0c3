import type { CheerioAPI } from 'cheerio/slim';
import type { Found } from '../found-metadata.ts';
import { parseJson } from '../parse-json.ts';

/**
 * Returns what the JSON-LD of a page says about an article, in schema.org's vocabulary or else in
 * Baidu's (cambrian), which has no types. Anything of another form is ignored.
 */
export function linkedData($: CheerioAPI): Found {
  const nodes = $('script[type]')
    .toArray()
    .filter(({ attribs }) => /^\s*application\/ld\+json\b/i.test(attribs.type ?? ''))
    .flatMap((element) => nodesIn($(element).text()));
  const article = nodes.find(isArticle);
  if (article) return bySchemaOrg(article);
  const page = nodes.find(isCambrian);
  if (!page) return {};
  return {
    title: stringOf(page.title),
    url: stringOf(page['@id']),
    publishedAt: stringOf(page.pubDate) ?? stringOf(page.upDate),
  };
}

function isArticle(node: Node): boolean {
  return [node['@type']].flat().some((type) => /(?:Article|Posting|Report)$/.test(String(type)));
}

function isCambrian(node: Node): boolean {
  const isNamed = [node['@context']].flat().some((context) => String(context).includes('cambrian'));
  return node['@type'] === undefined && (isNamed || typeof node.pubDate === 'string');
}

function bySchemaOrg(article: Node): Found {
  return {
    title: stringOf(article.headline) ?? stringOf(article.name),
    url: stringOf(article.url) ?? stringOf(article.mainEntityOfPage) ?? addressIn(article['@id']),
    source: nameOf(article.publisher),
    author: nameOf(article.author),
    publishedAt: dateOf(article.datePublished) ?? dateOf(article.dateCreated),
  };
}

/** An `@id` may be a name with a meaning only inside the page, such as `#article`. */
function addressIn(id: unknown): string | undefined {
  return stringOf(id)?.startsWith('http') ? stringOf(id) : undefined;
}

type Node = Readonly<Record<string, unknown>>;

/** Pages list their comments and pictures too. */
const JSON_LIMITS = { maxValues: 50_000, maxDepth: 50 };
/** How many nodes to look at, and how deep they may nest. */
const MAX_NODES = 200;
const MAX_DEPTH = 4;

/**
 * Returns the nodes of a script: its own, those in its graphs, and the main entities of its pages.
 */
function nodesIn(script: string): readonly Node[] {
  let level: readonly Node[] = [parsed(script)].flat().filter(isNode).slice(0, MAX_NODES);
  const all = [...level];
  for (let depth = 1; depth < MAX_DEPTH && level.length > 0; depth++) {
    level = level
      .flatMap((node) => [node['@graph'], node.mainEntity].flat())
      .filter(isNode)
      .slice(0, MAX_NODES);
    all.push(...level);
  }
  return all;
}

/** Parses the JSON of a script and fixes common mistakes. Returns undefined if there are others. */
function parsed(script: string): unknown {
  const json = script
    .trim()
    .replace(/^(?:<!--|(?:\/\/|\/\*)?\s?<!\[CDATA\[(?:\*\/)?)/, '')
    .replace(/(?:-->|(?:\/\/|\/\*)?\s?\]\]>(?:\*\/)?|;)$/, '');
  for (const text of [json, mended(json)]) {
    try {
      return parseJson(text, JSON_LIMITS);
    } catch {
      // Try the fixed text next. If it is not JSON either, the page is read in other ways.
    }
  }
  return undefined;
}

/** Replaces line ends and tabs in the texts of JSON, and removes trailing commas. */
function mended(json: string): string {
  return json.replace(/[\n\r\t]/g, ' ').replace(/,\s*(?=[}\]])/g, '');
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns a text, the first of several, or the text inside `{"@value": …}` or `{"@id": …}`. */
function stringOf(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof first === 'string') return first.trim() === '' ? undefined : first;
  if (!isNode(first)) return undefined;
  const inner = first['@value'] ?? first['@id'];
  return typeof inner === 'string' ? inner : undefined;
}

/** Returns a date. A number is the time since 1970. */
function dateOf(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : stringOf(value);
}

/**
 * Returns the name of a person or an organization: a name, an object with a name, or the first of
 * several.
 */
function nameOf(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return isNode(first) ? stringOf(first.name) : stringOf(first);
}
