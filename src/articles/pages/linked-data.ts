import type { CheerioAPI } from 'cheerio/slim';
import type { Found } from '../found-metadata.ts';

/**
 * Returns what the JSON-LD of a page says of an article: in schema.org's vocabulary, else in Baidu's (cambrian), which has no
 * types. Anything that is not of the expected form is passed over.
 */
export function linkedData($: CheerioAPI): Found {
  const nodes = $('script[type="application/ld+json"]')
    .toArray()
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
  return [node['@type']].flat().some((type) => /Article$|^BlogPosting$/.test(String(type)));
}

function isCambrian(node: Node): boolean {
  const isNamed = [node['@context']].flat().some((context) => String(context).includes('cambrian'));
  return node['@type'] === undefined && (isNamed || typeof node.pubDate === 'string');
}

function bySchemaOrg(article: Node): Found {
  return {
    title: stringOf(article.headline),
    url: stringOf(article.url),
    source: nameOf(article.publisher),
    author: nameOf(article.author),
    publishedAt: stringOf(article.datePublished),
  };
}

type Node = Readonly<Record<string, unknown>>;

function nodesIn(json: string): readonly Node[] {
  try {
    const parsed: unknown = JSON.parse(json);
    const graph = isNode(parsed) && Array.isArray(parsed['@graph']) ? parsed['@graph'] : [];
    return [parsed, ...graph].flat().filter(isNode);
  } catch {
    // Scripts of other pages are full of mistakes; the page says the rest in other ways.
    return [];
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A person or an organisation: a name, an object that has one, or several of them. */
function nameOf(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return isNode(first) ? stringOf(first.name) : stringOf(first);
}
