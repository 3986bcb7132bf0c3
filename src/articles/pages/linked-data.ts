import type { CheerioAPI } from 'cheerio/slim';
import type { Found } from '../found-metadata.ts';

/** What the JSON-LD of a page says of an article (schema.org). Anything that is not of the expected form is passed over. */
export function linkedData($: CheerioAPI): Found {
  const article = $('script[type="application/ld+json"]')
    .toArray()
    .flatMap((element) => nodesIn($(element).text()))
    .find((node) => [node['@type']].flat().some((type) => /Article$|^BlogPosting$/.test(String(type))));
  if (!article) return {};
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
