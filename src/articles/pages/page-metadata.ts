import { type CheerioAPI, load } from 'cheerio/slim';
import { DomHandler, Parser } from 'htmlparser2';
import { type Article, NO_METADATA } from '../article.ts';
import { type Found, firstUsable, foundMetadata } from '../found-metadata.ts';
import { isWebAddress } from '../metadata-fields.ts';
import { CHINA, findDate } from '../read-date.ts';
import { linkedData } from './linked-data.ts';
import { nearTitle } from './near-title.ts';
import { isSite, withoutSite } from './page-title.ts';
import { PUBLISHER_RULES, type PublisherRule } from './publisher-rules.ts';

/**
 * How much of a page to look at, in UTF-16 code units. What it says about the article precedes the
 * article's end.
 */
const LOOKED_AT = 256 * 1024;
/** Deeper trees overflow the stack when walked. Pages of publishers are 15 to 40 levels deep. */
const MAX_DEPTH = 256;
const SLICE = 16_384;

const IS_PAGE = /<(?:!doctype|html|body)[\s>]/i;

/**
 * Returns what a whole web page says about its article: by the rules of known publishers, then by
 * JSON-LD, by Open Graph and the like, or by the text below its heading. Fragments and pages with
 * extremely deep nesting have no metadata.
 *
 * @param timeZone the zone of dates without a zone.
 */
export function pageMetadata(html: string, timeZone: string = CHINA): Pick<Article, 'metadata' | 'warnings'> {
  const head = html.slice(0, LOOKED_AT);
  const $ = IS_PAGE.test(head) ? treeOf(head) : undefined;
  if (!$) return { metadata: NO_METADATA };
  const publisher = publisherOf($, head);
  const layout = publisher ? byPublisher($, publisher) : {};
  const data = linkedData($);
  const meta = byMetaElements($);
  const documentTitle = textOf($, 'title');
  const own = [meta.source, data.source, publisher?.site].filter((name) => name !== undefined);
  const whole = withoutSite(documentTitle ?? '', own);
  const heading = headingOf($, whole.title);
  const near = heading ? nearTitle(heading.element, timeZone) : {};
  const title = firstUsable([layout.title, data.title, meta.title, heading?.text, documentTitle]);
  return foundMetadata(
    {
      title: title === undefined ? undefined : withoutSite(title, own).title,
      url: firstUsable([data.url, meta.url], isWebAddress),
      // The text near the title names the medium that wrote the article. Other places name the
      // site.
      source: firstUsable([
        layout.source,
        near.source,
        data.source,
        meta.source,
        publisher?.site,
        whole.site,
      ]),
      author: firstUsable([layout.author, data.author, meta.author, near.author]),
      publishedAt: firstUsable(
        [layout.publishedAt, data.publishedAt, meta.publishedAt, near.publishedAt],
        (date) => findDate(date, timeZone) !== null,
      ),
    },
    timeZone,
  );
}

/** A shorter heading belongs to a channel or a logo, unless the page's title contains it. */
const MIN_HEADLINE = 6;

/** Returns the heading of the article: the one in the page's title, or the only possible one. */
function headingOf($: CheerioAPI, title: string) {
  const headings = $('h1')
    .slice(0, MAX_TRIED)
    .toArray()
    .map((element) => ({ element, text: tidyText($(element).text()) }))
    .filter(({ text }) => text !== '' && !isSite(text));
  const squeezed = (text: string): string => text.replace(/\s+/g, '');
  const [named] = headings
    .filter(({ text }) => squeezed(title).includes(squeezed(text)))
    .sort((one, other) => other.text.length - one.text.length);
  const long = headings.filter(({ text }) => text.length >= MIN_HEADLINE);
  return named ?? (long.length === 1 ? long[0] : undefined);
}

/**
 * Parses a page. Returns undefined as soon as it is too deep, because it may have a million
 * elements.
 */
function treeOf(html: string): CheerioAPI | undefined {
  const handler = new DepthHandler();
  const parser = new Parser(handler);
  for (let from = 0; from < html.length; from += SLICE) {
    parser.write(html.slice(from, from + SLICE));
    if (handler.deepest > MAX_DEPTH) return undefined;
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
    // Searching for a word is a thousand times cheaper than searching for an element.
    ({ container, title }) =>
      namesIn(container).some((name) => html.includes(name)) && $(container).length > 0 && textOf($, title),
  );
}

/** Returns the ids and classes in a list of simple selectors. */
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

/** Reads Open Graph (ogp.me), microdata and older conventions. */
function byMetaElements($: CheerioAPI): Found {
  const contents = new Map<string, string>();
  for (const element of $('meta[content]').toArray().reverse()) {
    const { property, name, itemprop, content } = element.attribs;
    const key = squeezedName(property ?? name ?? itemprop ?? '');
    const text = tidyText(content ?? '');
    if (key !== '' && text !== '') contents.set(key, text);
  }
  const content = (...names: readonly string[]): readonly (string | undefined)[] =>
    names.map((name) => contents.get(squeezedName(name)));
  const canonical = $('link[rel="canonical" i]').first().attr('href')?.trim();
  return {
    title: firstUsable(content('og:title', 'twitter:title')),
    url: firstUsable([canonical?.replace(/^\/\//, 'https://'), ...content('og:url')], isWebAddress),
    source: firstUsable(content('og:site_name', 'source', 'publisher'), isName),
    author: firstUsable(
      [...content('article:author', 'author', 'og:author'), propertyOf($, 'author')],
      isName,
    ),
    publishedAt: firstUsable(
      [...content(...DATES), propertyOf($, 'datePublished'), timeOf($)],
      (date) => findDate(date, CHINA) !== null,
    ),
  };
}

/** Some pages have the address of a profile instead of a name. */
function isName(text: string): boolean {
  return !isWebAddress(text);
}

/** Pages spell the same name `publish-date`, `publish_date` and `PublishDate`. */
function squeezedName(name: string): string {
  return name.toLowerCase().replace(/[\s_.:-]/g, '');
}

/** Returns the text of an element with a property of schema.org's microdata. */
function propertyOf($: CheerioAPI, property: string): string | undefined {
  const element = $(`[itemprop~="${property}"]`).first();
  return element.attr('content') ?? element.attr('datetime') ?? tidyText(element.text());
}

function timeOf($: CheerioAPI): string | undefined {
  return $('time[datetime]').first().attr('datetime') ?? tidyText($('time[pubdate]').first().text());
}

const DATES = [
  ...['article:published_time', 'og:time', 'og:release_date', 'og:published_time', 'article:published'],
  ...['weibo: article:create_at', 'bytedance:published_time', 'apub:time', 'datePublished', 'og:pubdate'],
  ...[
    'publishDate',
    'publishedDate',
    'publicationDate',
    'pubDate',
    'publishTime',
    'publishedTime',
    'pubTime',
  ],
  ...[
    'firstPublishedTime',
    'hexun:pubtime',
    'parsely-pub-date',
    'sailthru.date',
    'cXenseParse:recs:publishtime',
  ],
  ...['dc.date.issued', 'dcterms.issued', 'dcterms.created', 'dc.date.created', 'dc.date', 'citation_date'],
  ...['releaseDate', 'dateCreated', 'date'],
];

/** A longer text is not a title, name or date. */
const MAX_TEXT = 2000;
/** How many elements to try until one has text. */
const MAX_TRIED = 8;

function textOf($: CheerioAPI, selector: string): string | undefined {
  for (const element of $(selector).slice(0, MAX_TRIED).toArray()) {
    const text = tidyText($(element).text());
    if (text !== '') return text;
  }
  return undefined;
}

function tidyText(text: string): string {
  return text.slice(0, MAX_TEXT).replace(/\s+/g, ' ').trim();
}

/** Removes the label in `来源：第一财经`, `（文章来源：第一财经）`, `责任编辑：邓健`. */
function unlabelled(text: string | undefined): string | undefined {
  return text?.replace(/^[（(]?(?:文章)?(?:来源|作者|责任编辑|编辑)\s*[:：]\s*|[)）]$/g, '');
}
