import { decodeHTML } from 'entities';
import { Parser } from 'htmlparser2';
import { AppError } from '../../errors.ts';
import { type FeedItem, htmlOfText } from '../feed-item.ts';
import { foundMetadata } from '../found-metadata.ts';

/** Deeper than any feed; parsing takes time that grows with length times depth. */
const MOST_DEPTH = 256;
/** So much is parsed at a time, so that others are served too. */
const SLICE_CHARACTERS = 65_536;

const ROOTS: ReadonlySet<string> = new Set(['rss', 'rdf:RDF', 'feed']);
const ITEMS: ReadonlySet<string> = new Set(['item', 'entry']);

/**
 * The items of an RSS 2.0 or 1.0 or an Atom document, some at a time, as they are read. No tree is built, no entity is expanded but XML's
 * own, and nothing that the document refers to is fetched. Elements of other vocabularies go by their usual prefixes.
 *
 * @throws AppError `invalid_request`: it is no feed, or nested too deep.
 */
export function* itemsOfXmlFeed(xml: string): Generator<readonly FeedItem[], void, undefined> {
  const reader = new FeedReader(xml);
  const parser = new Parser(reader, { xmlMode: true });
  for (let from = 0; from < xml.length; from += SLICE_CHARACTERS) {
    parser.write(xml.slice(from, from + SLICE_CHARACTERS));
    if (from + SLICE_CHARACTERS < xml.length) yield reader.taken();
  }
  parser.end();
  if (!reader.isFeed) throw noFeed();
  yield reader.taken();
}

type Attributes = Readonly<Record<string, string>>;

/** An element of an item whose text is being read. */
interface OpenField {
  readonly name: string;
  readonly attributes: Attributes;
  readonly depth: number;
  /** Where its content begins in the document. */
  readonly contentAt: number;
  text: string;
}

class FeedReader {
  readonly #xml: string;
  #parser: Parser | undefined;
  #path: string[] = [];
  #items: FeedItem[] = [];
  #count = 0;
  #isFeed = false;
  #feedTitle = '';
  /** What was read of the item that is open, and how deep it stands. */
  #item: { readonly depth: number; readonly fields: Map<string, string> } | undefined;
  #field: OpenField | undefined;

  constructor(xml: string) {
    this.#xml = xml;
  }

  get isFeed(): boolean {
    return this.#isFeed;
  }

  /** The items that were read since it was last asked. */
  taken(): readonly FeedItem[] {
    return this.#items.splice(0);
  }

  onparserinit(parser: Parser): void {
    this.#parser = parser;
  }

  onopentag(element: string, attributes: Attributes): void {
    if (!this.#isFeed && !ROOTS.has(element)) throw noFeed();
    this.#isFeed = true;
    const depth = this.#path.push(element);
    if (depth > MOST_DEPTH) throw new AppError('invalid_request', 'The document is nested too deep');
    // RSS has an author's name for its text, Atom in an element within it.
    if (this.#field && this.#field.name !== 'author') return;
    if (!this.#item && ITEMS.has(element)) this.#item = { depth, fields: new Map() };
    else this.#openField(depth, attributes);
  }

  ontext(text: string): void {
    if (this.#field) this.#field.text += text;
  }

  onclosetag(_element: string, isImplied: boolean): void {
    const depth = this.#path.length;
    if (this.#field?.depth === depth) this.#closeField(this.#field);
    if (this.#item?.depth === depth) {
      const article = isImplied
        ? new AppError('invalid_article', 'The item is not closed: the document breaks off or is no XML')
        : articleOf(this.#item.fields, this.#feedTitle);
      this.#items.push({ number: ++this.#count, article });
      this.#item = undefined;
    }
    this.#path.pop();
  }

  /** What is to be read of the innermost element: a field of the item, or the title of the feed. */
  #fieldAt(depth: number): string | undefined {
    if (this.#item === undefined) {
      return depth <= 3 && FEED_TITLE.test(this.#path.join('/')) ? 'title' : undefined;
    }
    if (depth > this.#item.depth + 2) return undefined;
    const name = this.#path.slice(this.#item.depth).join('/');
    return FIELDS.has(name) ? name : undefined;
  }

  #openField(depth: number, attributes: Attributes): void {
    const name = this.#fieldAt(depth);
    if (name === 'link' && attributes.href !== undefined) {
      if ((attributes.rel ?? 'alternate') === 'alternate') this.#keep('link', attributes.href);
    } else if (name !== undefined) {
      const contentAt = (this.#parser?.endIndex ?? 0) + 1;
      this.#field = { name, attributes, depth, contentAt, text: '' };
    }
  }

  #closeField(field: OpenField): void {
    this.#field = undefined;
    if (!this.#item) this.#feedTitle ||= plainText(field);
    else if (BODIES.has(field.name)) this.#keep(field.name, this.#htmlOf(field));
    else this.#keep(field.name, plainText(field));
  }

  #htmlOf({ name, attributes, contentAt, text }: OpenField): string {
    // RSS has HTML in its text; Atom says what it has (RFC 4287, 3.1.1 and 4.1.3.3).
    if (name === 'description' || name === 'content:encoded') return text;
    if (attributes.type === 'xhtml') return this.#xml.slice(contentAt, this.#closingTagAt());
    return attributes.type === 'html' || attributes.type === 'text/html' ? text : htmlOfText(text);
  }

  /** The parser is one short of a tag that follows one with a blank in it (`</p ></content>`). */
  #closingTagAt(): number {
    const at = this.#parser?.startIndex ?? 0;
    return this.#xml[at] === '<' ? at : at + 1;
  }

  /** Of what an item has twice the first counts. */
  #keep(name: string, value: string): void {
    if (value.trim() !== '' && !this.#item?.fields.has(name)) this.#item?.fields.set(name, value);
  }
}

const BODIES: ReadonlySet<string> = new Set(['content:encoded', 'content', 'description', 'summary']);
const FIELDS: ReadonlySet<string> = new Set([
  ...BODIES,
  ...['title', 'link', 'guid', 'id', 'pubDate', 'dc:date', 'published', 'updated'],
  ...['dc:creator', 'author', 'author/name'],
]);
/** Of the feed, not of its picture. */
const FEED_TITLE = /^(?:rss\/channel|rdf:RDF\/channel|feed)\/title$/;
/** RSS has `<author>somebody@example.com (Somebody)</author>`. */
const MAIL_AND_NAME = /^\s*\S+@\S+\s+\((.+)\)\s*$/;

/** More than this is no title, name, date or address, and would be left out. */
const MOST_TEXT = 4096;

function plainText({ attributes, text }: OpenField): string {
  const short = text.slice(0, MOST_TEXT);
  return attributes.type === 'html' ? decodeHTML(short.replace(/<[^<>]*>/g, '')) : short;
}

function articleOf(fields: ReadonlyMap<string, string>, source: string): FeedItem['article'] {
  const first = (...names: readonly string[]): string | undefined =>
    names.map((name) => fields.get(name)).find((value) => value !== undefined);
  const externalId = first('guid', 'id');
  const metadata = foundMetadata(
    {
      title: first('title'),
      url: first('link') ?? externalId,
      source,
      author: first('author/name', 'dc:creator', 'author')?.replace(MAIL_AND_NAME, '$1'),
      publishedAt: first('pubDate', 'published', 'dc:date', 'updated'),
      externalId,
    },
    'Z',
  );
  return { format: 'html', metadata, frontMatter: '', body: first(...BODIES) ?? '' };
}

function noFeed(): AppError {
  return new AppError('invalid_request', 'The document is no feed: RSS and Atom are taken');
}
