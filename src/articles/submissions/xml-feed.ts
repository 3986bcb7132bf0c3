import { decodeHTMLStrict } from 'entities';
import { Parser } from 'htmlparser2';
import { AppError } from '../../errors.ts';
import { damagedItem, type FeedItem, type FeedReading, htmlOfText, itemName } from '../feed-item.ts';
import { FeedNames } from '../feed-names.ts';
import { firstUsable, foundMetadata } from '../found-metadata.ts';
import { findDate } from '../read-date.ts';

/** Deeper than any feed; parsing takes time that grows with length times depth. */
const MAX_DEPTH = 256;
/** So much is parsed at a time, so that others are served too. */
const SLICE_CHARACTERS = 65_536;

/** A document of Atom may be one entry (RFC 4287, 2). */
const ROOTS: ReadonlySet<string> = new Set(['rss', 'rdf:RDF', 'feed', 'entry']);
const ITEMS: ReadonlySet<string> = new Set(['item', 'entry']);

/**
 * Reads the items of an RSS 2.0 or 1.0 or an Atom document, some at a time. No tree is built, no entity is expanded but XML's
 * own, and nothing that the document refers to is fetched. Elements of other vocabularies go by the namespace that the document
 * declares, else by their usual prefixes.
 *
 * @throws AppError `invalid_request`: it is no feed, or nested too deep.
 */
export function* itemsOfXmlFeed(
  xml: string,
  reading: FeedReading,
): Generator<readonly FeedItem[], void, undefined> {
  const reader = new FeedReader(xml, reading);
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
  /** Whether there are elements in it. */
  hasMarkup: boolean;
}

interface OpenItem {
  readonly element: string;
  readonly depth: number;
  /** Of the element itself. */
  readonly xmlBase: string | undefined;
  /** What was read of it so far. */
  readonly fields: Map<string, string>;
}

class FeedReader {
  readonly #xml: string;
  readonly #reading: FeedReading;
  #parser: Parser | undefined;
  #path: string[] = [];
  #items: FeedItem[] = [];
  #count = 0;
  #isFeed = false;
  #feedTitle = '';
  /** The address that relative ones belong to. */
  #base: string | undefined;
  #item: OpenItem | undefined;
  #field: OpenField | undefined;
  readonly #names = new FeedNames();

  constructor(xml: string, reading: FeedReading) {
    this.#xml = xml;
    this.#reading = reading;
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

  onopentag(name: string, attributes: Attributes): void {
    this.#names.declare(this.#path.length, attributes);
    const element = this.#names.nameOf(name);
    if (!this.#isFeed && !ROOTS.has(element)) throw noFeed();
    this.#isFeed = true;
    const depth = this.#path.push(element);
    if (depth > MAX_DEPTH) throw new AppError('invalid_request', 'The document is nested too deep');
    if (depth === 1) this.#base = attributes['xml:base'];
    if (ITEMS.has(element) && (!this.#item || this.#item.element === element))
      this.#openItem(element, attributes);
    else if (!this.#field) this.#openField(depth, attributes);
    else {
      this.#field.hasMarkup = true;
      // RSS has an author's name for its text, Atom in an element within it.
      if (this.#field.name === 'author') this.#openField(depth, attributes);
    }
  }

  ontext(text: string): void {
    if (this.#field) this.#field.text += text;
  }

  onclosetag(_element: string, isImplied: boolean): void {
    const depth = this.#path.length;
    if (this.#field?.depth === depth) this.#closeField(this.#field);
    if (this.#item?.depth === depth) this.#closeItem(this.#item, isImplied);
    this.#path.pop();
  }

  /** Opens an item. One within another of the same name is its neighbor: the first is not closed, and costs no other. */
  #openItem(element: string, attributes: Attributes): void {
    if (this.#item) this.#closeItem(this.#item, true);
    this.#field = undefined;
    const xmlBase = attributes['xml:base'];
    this.#item = { element, depth: this.#path.length, xmlBase, fields: new Map() };
    this.#keep('rdf:about', attributes['rdf:about'] ?? '');
  }

  #closeItem({ fields, xmlBase }: OpenItem, isBrokenOff: boolean): void {
    const base = xmlBase === undefined ? this.#base : absolute(xmlBase, this.#base);
    const addressOf = (link: string): string => {
      // Atom's addresses are relative ones (RFC 4287, 2); in RSS `www.example.com/1` is written for an absolute one.
      return this.#isAtom || link.trimStart().startsWith('/') ? absolute(link, base) : link;
    };
    const article = isBrokenOff
      ? new AppError('invalid_article', 'The item is not closed: the document breaks off or is no XML')
      : articleOf(fields, this.#feedTitle, addressOf, this.#reading);
    const name = itemName(fields.get('guid') ?? fields.get('id'), fields.get('link'));
    this.#items.push({ number: ++this.#count, article, name });
    this.#item = undefined;
  }

  /** What is to be read of the innermost element: a field of the item, or the title or the address of the feed. */
  #fieldAt(depth: number): string | undefined {
    if (this.#item === undefined) {
      return depth <= 3 ? FEED_FIELD.exec(this.#path.join('/'))?.[1] : undefined;
    }
    if (depth > this.#item.depth + 2) return undefined;
    const name = this.#path.slice(this.#item.depth).join('/');
    return FIELDS.has(name) ? name : undefined;
  }

  #openField(depth: number, attributes: Attributes): void {
    const name = this.#fieldAt(depth);
    if (name === 'link' && attributes.href !== undefined) {
      if ((attributes.rel ?? 'alternate') === 'alternate') this.#found('link', attributes.href);
    } else if (name !== undefined) {
      const contentAt = (this.#parser?.endIndex ?? 0) + 1;
      this.#field = { name, attributes, depth, contentAt, text: '', hasMarkup: false };
    }
  }

  #closeField(field: OpenField): void {
    this.#field = undefined;
    const text = BODIES.has(field.name) ? this.#htmlOf(field) : plainText(field, this.#isAtom);
    this.#found(field.name, text);
    // A guid of RSS is an address unless it says that it is none.
    if (field.name === 'guid' && field.attributes.isPermaLink !== 'false') this.#found('permalink', text);
  }

  get #isAtom(): boolean {
    return this.#path[0] === 'feed' || this.#path[0] === 'entry';
  }

  #htmlOf({ name, attributes, contentAt, text, hasMarkup }: OpenField): string {
    // Some feeds forget to escape their HTML, and XHTML is not escaped.
    if (hasMarkup) return this.#xml.slice(contentAt, this.#closingTagAt());
    // RSS has HTML in its text; Atom says what it has (RFC 4287, 3.1.1 and 4.1.3.3).
    if (name === 'description' || name === 'content:encoded') return text;
    const type = attributes.type?.trim().toLowerCase() ?? 'text';
    if (type === 'html' || type === 'text/html' || type.endsWith('xhtml+xml')) return text;
    // Of another type is no text, but a picture, say.
    return type === 'xhtml' || type.startsWith('text') ? htmlOfText(text) : '';
  }

  /** The parser is one short of a tag that follows one with a blank in it (`</p ></content>`). */
  #closingTagAt(): number {
    const at = this.#parser?.startIndex ?? 0;
    return this.#xml[at] === '<' ? at : at + 1;
  }

  /** Keeps what was found in the item that is open, else of the feed. */
  #found(name: string, value: string): void {
    if (this.#item) this.#keep(name, value);
    else if (name === 'title') this.#feedTitle ||= value;
    else if (name === 'link') this.#base ??= value;
  }

  /** Of what an item has twice the first counts. */
  #keep(name: string, value: string): void {
    if (value.trim() !== '' && !this.#item?.fields.has(name)) this.#item?.fields.set(name, value);
  }
}

const BODIES: ReadonlySet<string> = new Set(['content:encoded', 'content', 'description', 'summary']);
const DATES = ['pubDate', 'published', 'issued', 'dc:date', 'dc:created', 'updated', 'modified'];
const FIELDS: ReadonlySet<string> = new Set([
  ...BODIES,
  ...DATES,
  ...['title', 'link', 'guid', 'id', 'dc:creator', 'author', 'author/name'],
]);
/** Fields for readers, which feeds write as HTML. */
const MARKED_UP: ReadonlySet<string> = new Set(['title', 'dc:creator', 'author', 'author/name']);
/** Of the feed, not of its picture. */
const FEED_FIELD = /^(?:rss\/channel|rdf:RDF\/channel|feed)\/(title|link)$/;
/** More than this is no title, name, date or address, and would be left out. */
const MAX_TEXT = 4096;

/**
 * A field as plain text. RSS does not say whether a title is HTML: feeds write `A &amp;amp; B`, or the same in CDATA, for `A & B`.
 * Atom has a type for it, which generators forget.
 */
function plainText({ name, attributes: { type }, text }: OpenField, isAtom: boolean): string {
  const short = text.slice(0, MAX_TEXT);
  // An address in CDATA is often escaped all the same.
  if (name === 'link') return short.replaceAll('&amp;', '&');
  if (!MARKED_UP.has(name) || type === 'text') return oneLine(short);
  const isHtml = type !== undefined || !isAtom;
  return oneLine(decodeHTMLStrict(isHtml ? short.replace(TAG, '') : short));
}

/** A tag that may stand in a title. `a<b, c>d` is none. */
const TAG =
  /<\/?(?:a|abbr|b|big|br|cite|code|del|div|em|font|h[1-6]|i|img|ins|mark|p|q|s|small|span|strike|strong|sub|sup|tt|u|wbr)(?:\s{1,9}[a-z-]{1,20}\s?=[^<>]*)?\s?\/?>/gi;

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** RSS has `<author>somebody@example.com (Somebody)</author>`. */
function withoutAddress(author: string): string {
  const at = author.indexOf('(');
  return at !== -1 && author.endsWith(')') && author.slice(0, at).includes('@')
    ? author.slice(at + 1, -1)
    : author;
}

/** A relative address as an absolute one; unchanged if it is absolute, or cannot be resolved. */
function absolute(address: string, base: string | undefined): string {
  const link = address.trim();
  // Each item's address costs time that grows with the base.
  if ((base?.length ?? 0) > MAX_TEXT) return link;
  return URL.canParse(link) || !URL.canParse(link, base) ? link : new URL(link, base).href;
}

function articleOf(
  fields: ReadonlyMap<string, string>,
  source: string,
  addressOf: (link: string) => string,
  { timeZone, isDamaged }: FeedReading,
): FeedItem['article'] {
  const isLost = (text: string): boolean => isDamaged && text.includes('\uFFFD');
  if ([...fields.values()].some(isLost)) return damagedItem();
  const all = (...names: readonly string[]) => names.map((name) => fields.get(name));
  const first = (...names: readonly string[]) => all(...names).find((value) => value !== undefined);
  const link = fields.get('link');
  const ids = all('permalink', 'id', 'rdf:about').filter((id) => id?.trim().startsWith('http'));
  const title = first('title');
  const author = first('author/name', 'dc:creator', 'author');
  const found = foundMetadata(
    {
      title,
      url: link === undefined ? ids[0] : addressOf(link),
      source: isLost(source) ? undefined : source,
      author: author === undefined ? undefined : withoutAddress(author),
      publishedAt: firstUsable(all(...DATES), (date) => findDate(date, timeZone) !== null),
      externalId: first('guid', 'id'),
    },
    timeZone,
  );
  // Of a short message the title is all there is.
  return { format: 'html', ...found, frontMatter: '', body: first(...BODIES) ?? htmlOfText(title ?? '') };
}

function noFeed(): AppError {
  return new AppError('invalid_request', 'The document is no feed: RSS and Atom are taken');
}
