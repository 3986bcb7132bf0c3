import { type CheerioAPI, load } from 'cheerio/slim';
import { Parser } from 'htmlparser2';
import { type ArticleMetadata, NO_METADATA } from '../article.ts';
import { type Found, foundMetadata } from '../found-metadata.ts';
import { linkedData } from './linked-data.ts';
import { PUBLISHER_RULES } from './publisher-rules.ts';

/** So much of a page is looked at, in UTF-16 code units: what it says of the article stands before the article's end. */
const LOOKED_AT = 512 * 1024;
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
  if (!IS_PAGE.test(head) || isTooDeep(head)) return NO_METADATA;
  const $ = load(head);
  const sources = [byPublisher($), linkedData($), byMetaElements($)];
  const first = (name: keyof Found): string | undefined =>
    sources.map((found) => found[name]).find((text) => text !== undefined && text.trim() !== '');
  return foundMetadata(
    {
      title: first('title') ?? textOf($, 'title'),
      url: first('url'),
      source: first('source') ?? publisherOf($)?.site,
      author: first('author'),
      publishedAt: first('publishedAt'),
    },
    '+08:00',
  );
}

/** Whether elements are nested so deep, as the parser nests them that makes the tree. It stops there: it may be one of a million. */
function isTooDeep(html: string): boolean {
  let depth = 0;
  let deepest = 0;
  const parser = new Parser({
    onopentag: () => {
      deepest = Math.max(deepest, ++depth);
    },
    onclosetag: () => {
      depth--;
    },
  });
  for (let from = 0; from < html.length && deepest <= MOST_DEPTH; from += SLICE) {
    parser.write(html.slice(from, from + SLICE));
  }
  return deepest > MOST_DEPTH;
}

function publisherOf($: CheerioAPI) {
  return PUBLISHER_RULES.find(({ container, title }) => $(container).length > 0 && textOf($, title));
}

function byPublisher($: CheerioAPI): Found {
  const rule = publisherOf($);
  if (!rule) return {};
  return {
    title: textOf($, rule.title),
    publishedAt: textOf($, rule.publishedAt),
    source: unlabelled(textOf($, rule.source)),
    author: unlabelled(textOf($, rule.author)),
  };
}

/** Open Graph (ogp.me), and what pages had before it. */
function byMetaElements($: CheerioAPI): Found {
  const content = (...names: readonly string[]): string | undefined =>
    names
      .map((name) => $(`meta[property="${name}"], meta[name="${name}"]`).first().attr('content'))
      .find((text) => text !== undefined && text.trim() !== '');
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

function textOf($: CheerioAPI, selector: string): string | undefined {
  for (const element of $(selector).toArray()) {
    const text = $(element).text().slice(0, MOST_TEXT).trim();
    if (text !== '') return text;
  }
  return undefined;
}

/** `来源：第一财经`, `（文章来源：第一财经）`, `责任编辑：邓健`. */
function unlabelled(text: string | undefined): string | undefined {
  return text?.replace(/^[（(]?(?:文章)?(?:来源|作者|责任编辑|编辑)\s*[:：]\s*|[)）]$/g, '');
}
