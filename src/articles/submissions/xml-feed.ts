import { decodeHTMLStrict } from 'entities';
import { Parser } from 'htmlparser2';
import { AppError } from '../../errors.ts';
import { damagedItem, type FeedItem, type FeedReading, htmlOfText, itemName } from '../feed-item.ts';
import { FeedNames } from '../feed-names.ts';
import { firstUsable, foundMetadata } from '../found-metadata.ts';
import { findDate } from '../read-date.ts';

/** Deeper than any feed. Parsing takes time that grows with length times depth. */
const MAX_DEPTH = 256;
/** How much to parse at a time, so that others are served too. */
const SLICE_CHARACTERS = 65_536;

/** An Atom document may be a single entry (RFC 4287, 2). */
const ROOTS: ReadonlySet<string> = new Set(['rss', 'rdf:RDF', 'feed', 'entry']);
const ITEMS: ReadonlySet<string> = new Set(['item', 'entry']);

/**
 * Reads the items of an RSS 2.0, RSS 1.0 or Atom document, some at a time. It builds no tree,
 * expands only XML's own entities and fetches nothing. Elements of other vocabularies are
 * recognized by the declared namespace, or else by their usual prefix.
 *
 * @throws AppError `invalid_request` if it is not a feed, or nested too deep.
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

/** An element of an item while its text is read. */
interface OpenField {
  readonly name: string;
  readonly attributes: Attributes;
  readonly depth: number;
  /** Where its content starts in the document. */
  readonly contentAt: number;
  text: string;
  /** Whether it contains elements. */
  hasMarkup: boolean;
}

interface OpenItem {
  readonly element: string;
  readonly depth: number;
  /** The `xml:base` of the element itself. */
  readonly xmlBase: string | undefined;
  /** The fields read so far. */
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
  /** The base of relative addresses. */
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

  /** Returns the items read since the last call. */
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
      // In RSS the author's name is the text of the element, in Atom it is in a child.
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

  /**
   * Opens an item. If another item is open, that one was not closed. It fails, but costs no other
   * item.
   */
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
      // Addresses in Atom may be relative (RFC 4287, 2). In RSS, `www.example.com/1` is meant to be
      // absolute.
      return this.#isAtom || link.trimStart().startsWith('/') ? absolute(link, base) : link;
    };
    const article = isBrokenOff
      ? new AppError('invalid_article', 'The item is not closed: the document breaks off or is no XML')
      : articleOf(fields, this.#feedTitle, addressOf, this.#reading);
    const name = itemName(fields.get('guid') ?? fields.get('id'), fields.get('link'));
    this.#items.push({ number: ++this.#count, article, name });
    this.#item = undefined;
  }

  /**
   * Returns what the innermost element is: a field of the item, or the title or address of the
   * feed.
   */
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
    // A guid in RSS is an address unless it says otherwise.
    if (field.name === 'guid' && field.attributes.isPermaLink !== 'false') this.#found('permalink', text);
  }

  get #isAtom(): boolean {
    return this.#path[0] === 'feed' || this.#path[0] === 'entry';
  }

  #htmlOf({ name, attributes, contentAt, text, hasMarkup }: OpenField): string {
    // Some feeds forget to escape their HTML, and XHTML is not escaped.
    if (hasMarkup) return this.#xml.slice(contentAt, this.#closingTagAt());
    // RSS texts are HTML. Atom declares a type (RFC 4287, 3.1.1 and 4.1.3.3).
    if (name === 'description' || name === 'content:encoded') return text;
    const type = attributes.type?.trim().toLowerCase() ?? 'text';
    if (type === 'html' || type === 'text/html' || type.endsWith('xhtml+xml')) return text;
    // Any other type is not text; it may be a picture.
    return type === 'xhtml' || type.startsWith('text') ? htmlOfText(text) : '';
  }

  /**
   * The parser's index is one too small for a tag after one with a blank in it (`</p ></content>`).
   */
  #closingTagAt(): number {
    const at = this.#parser?.startIndex ?? 0;
    return this.#xml[at] === '<' ? at : at + 1;
  }

  /** Keeps a value for the open item, or else for the feed. */
  #found(name: string, value: string): void {
    if (this.#item) this.#keep(name, value);
    else if (name === 'title') this.#feedTitle ||= value;
    else if (name === 'link') this.#base ??= value;
  }

  /** Keeps a field of the item. The first of two counts. */
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
/** The title and link of the feed, not of its picture. */
const FEED_FIELD = /^(?:rss\/channel|rdf:RDF\/channel|feed)\/(title|link)$/;
/** A longer text is not a title, name, date or address and would be dropped. */
const MAX_TEXT = 4096;

/**
 * Returns a field as plain text. RSS does not say whether a title is HTML: feeds write
 * `A &amp;amp; B`, or the same in CDATA, for `A & B`. Atom has a type for it, which generators
 * forget.
 */
function plainText({ name, attributes: { type }, text }: OpenField, isAtom: boolean): string {
  const short = text.slice(0, MAX_TEXT);
  // An address in CDATA is often escaped anyway.
  if (name === 'link') return short.replaceAll('&amp;', '&');
  if (!MARKED_UP.has(name) || type === 'text') return oneLine(short);
  const isHtml = type !== undefined || !isAtom;
  return oneLine(decodeHTMLStrict(isHtml ? short.replace(TAG, '') : short));
}

/** A tag that may be in a title. `a<b, c>d` is not a tag. */
const TAG =
  /<\/?(?:a|abbr|b|big|br|cite|code|del|div|em|font|h[1-6]|i|img|ins|mark|p|q|s|small|span|strike|strong|sub|sup|tt|u|wbr)(?:\s{1,9}[a-z-]{1,20}\s?=[^<>]*)?\s?\/?>/gi;

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** RSS writes `<author>somebody@example.com (Somebody)</author>`. */
function withoutAddress(author: string): string {
  const at = author.indexOf('(');
  return at !== -1 && author.endsWith(')') && author.slice(0, at).includes('@')
    ? author.slice(at + 1, -1)
    : author;
}

/** Resolves a relative address. Returns it unchanged if it is absolute or cannot be resolved. */
function absolute(address: string, base: string | undefined): string {
  const link = address.trim();
  // Resolving takes time that grows with the base.
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
  // Short messages have only a title.
  return { format: 'html', ...found, frontMatter: '', body: first(...BODIES) ?? htmlOfText(title ?? '') };
}

function noFeed(): AppError {
  return new AppError('invalid_request', 'The document is no feed: RSS and Atom are taken');
}
