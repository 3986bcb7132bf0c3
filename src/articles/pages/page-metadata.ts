import { type CheerioAPI, load } from 'cheerio/slim';
import { DomHandler, Parser } from 'htmlparser2';
import { type ArticleMetadata, NO_METADATA } from '../article.ts';
import { type Found, foundMetadata } from '../found-metadata.ts';
import { linkedData } from './linked-data.ts';
import { PUBLISHER_RULES, type PublisherRule } from './publisher-rules.ts';

/** So much of a page is looked at, in UTF-16 code units: what it says of the article stands before the article's end. */
const LOOKED_AT = 256 * 1024;
/** Deeper trees overflow the stack of who walks them; pages of publishers are 15 to 40 deep. */
const MOST_DEPTH = 256;
const SLICE = 16_384;

const IS_PAGE = /<(?:!doctype|html|body)[\s>]/i;

/**
 * What a whole web page says of the article in it: by the rules of the publishers whose layouts are known, else by JSON-LD,
 * Open Graph and the like. Of a fragment, and of a page that is nested deeper than any publisher's, nothing is found. Dates
 * without a zone are Beijing's.
 */
export function pageMetadata(html: string): ArticleMetadata {
  const head = html.slice(0, LOOKED_AT);
  const $ = IS_PAGE.test(head) ? treeOf(head) : undefined;
  if (!$) return NO_METADATA;
  const publisher = publisherOf($, head);
  const sources = [publisher ? byPublisher($, publisher) : {}, linkedData($), byMetaElements($)];
  const first = (name: keyof Found): string | undefined =>
    sources.map((found) => found[name]).find((text) => text !== undefined && text.trim() !== '');
  return foundMetadata(
    {
      title: first('title') ?? textOf($, 'title'),
      url: first('url'),
      source: first('source') ?? publisher?.site,
      author: first('author'),
      publishedAt: first('publishedAt'),
    },
    '+08:00',
  );
}

/** The tree of a page; undefined where it is too deep, which is noticed before much of it is made: it may be a million elements. */
function treeOf(html: string): CheerioAPI | undefined {
  const handler = new DepthHandler();
  const parser = new Parser(handler);
  for (let from = 0; from < html.length; from += SLICE) {
    parser.write(html.slice(from, from + SLICE));
    if (handler.deepest > MOST_DEPTH) return undefined;
  }
  parser.end();
  return load(handler.root);
}

class DepthHandler extends DomHandler {
  deepest = 0;
  #depth = 0;

  override onopentag(name: string, attributes: { [name: string]: string }): void {
    this.deepest = Math.max(this.deepest, ++this.#depth);
    super.onopentag(name, attributes);
  }

  override onclosetag(): void {
    this.#depth--;
    super.onclosetag();
  }
}

function publisherOf($: CheerioAPI, html: string): PublisherRule | undefined {
  return PUBLISHER_RULES.find(
    // To look for a word is a thousand times cheaper than to look for an element.
    ({ container, title }) =>
      namesIn(container).some((name) => html.includes(name)) && $(container).length > 0 && textOf($, title),
  );
}

/** The ids and classes that a list of simple selectors names. */
function namesIn(selectors: string): readonly string[] {
  return selectors.match(/(?<=[.#])[\w-]+/g) ?? [];
}

function byPublisher($: CheerioAPI, rule: PublisherRule): Found {
  return {
    title: textOf($, rule.title),
    publishedAt: textOf($, rule.publishedAt),
    source: unlabelled(textOf($, rule.source)),
    author: unlabelled(textOf($, rule.author)),
  };
}

/** Open Graph (ogp.me), and what pages had before it. */
function byMetaElements($: CheerioAPI): Found {
  const contents = new Map<string, string>();
  for (const element of $('meta[content]').toArray().reverse()) {
    const name = $(element).attr('property') ?? $(element).attr('name');
    const content = $(element).attr('content')?.trim();
    if (name !== undefined && content) contents.set(name.toLowerCase(), content);
  }
  const content = (...names: readonly string[]): string | undefined =>
    names.map((name) => contents.get(name)).find((text) => text !== undefined);
  return {
    title: content('og:title', 'twitter:title'),
    url: $('link[rel="canonical"]').first().attr('href') ?? content('og:url'),
    source: content('og:site_name'),
    author: content('article:author', 'author'),
    publishedAt: content('article:published_time', 'og:release_date', 'apub:time', 'publishdate', 'pubdate'),
  };
}

/** More than this is no title, name or date. */
const MOST_TEXT = 2000;
/** How many elements are looked at for one that holds a text. */
const MOST_TRIED = 8;

function textOf($: CheerioAPI, selector: string): string | undefined {
  for (const element of $(selector).slice(0, MOST_TRIED).toArray()) {
    const text = $(element).text().slice(0, MOST_TEXT).trim();
    if (text !== '') return text;
  }
  return undefined;
}

/** `来源：第一财经`, `（文章来源：第一财经）`, `责任编辑：邓健`. */
function unlabelled(text: string | undefined): string | undefined {
  return text?.replace(/^[（(]?(?:文章)?(?:来源|作者|责任编辑|编辑)\s*[:：]\s*|[)）]$/g, '');
}
