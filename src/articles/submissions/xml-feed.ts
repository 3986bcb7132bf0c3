import { decodeHTMLStrict } from 'entities';
import { Parser } from 'htmlparser2';
import { AppError } from '../../errors.ts';
import { damagedItem, type FeedItem, type FeedReading, htmlOfText, itemName } from '../feed-item.ts';
import { foundMetadata } from '../found-metadata.ts';

/** Deeper than any feed; parsing takes time that grows with length times depth. */
const MOST_DEPTH = 256;
/** So much is parsed at a time, so that others are served too. */
const SLICE_CHARACTERS = 65_536;

const ROOTS: ReadonlySet<string> = new Set(['rss', 'rdf:RDF', 'feed']);
const ITEMS: ReadonlySet<string> = new Set(['item', 'entry']);

/** The prefix that elements of a namespace have here, whatever the document calls it. */
const PREFIXES: Readonly<Record<string, string>> = {
  'http://www.w3.org/2005/Atom': '',
  'http://purl.org/atom/ns#': '',
  'http://purl.org/rss/1.0/': '',
  'http://my.netscape.com/rdf/simple/0.9/': '',
  'http://www.w3.org/1999/02/22-rdf-syntax-ns#': 'rdf:',
  'http://purl.org/rss/1.0/modules/content/': 'content:',
  'http://purl.org/dc/elements/1.1/': 'dc:',
  'http://purl.org/dc/terms/': 'dc:',
};
const NONE_DECLARED = new Map<string, string>();
/** Namespaces are declared by the root; some generators do it in the channel or in each item. */
const MAX_DECLARING_DEPTH = 3;

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
  /** What was read of the item that is open, and how deep it stands. */
  #item: { readonly depth: number; readonly fields: Map<string, string> } | undefined;
  #field: OpenField | undefined;
  /** Declared prefixes (with their colon), by the depth of the element that declares them. */
  readonly #declared: Map<string, string>[] = [];

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
    this.#declare(attributes);
    const element = this.#canonical(name);
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
        : articleOf(this.#item.fields, this.#feedTitle, this.#reading);
      const { fields } = this.#item;
      const name = itemName(fields.get('guid') ?? fields.get('id'), fields.get('link'));
      this.#items.push({ number: ++this.#count, article, name });
      this.#item = undefined;
    }
    this.#path.pop();
  }

  /** Notes the prefixes of known namespaces that the element which opens next declares. */
  #declare(attributes: Attributes): void {
    const depth = this.#path.length;
    if (depth >= MAX_DECLARING_DEPTH) return;
    this.#declared.length = depth;
    let prefixes = NONE_DECLARED;
    for (const name in attributes) {
      if (!name.startsWith('xmlns:')) continue;
      const namespace = attributes[name]?.trim() ?? '';
      if (prefixes === NONE_DECLARED) prefixes = new Map();
      if (Object.hasOwn(PREFIXES, namespace)) prefixes.set(`${name.slice(6)}:`, PREFIXES[namespace] ?? '');
    }
    this.#declared.push(prefixes);
  }

  /** The name of an element with the prefix that its namespace has here. */
  #canonical(name: string): string {
    const colon = name.indexOf(':') + 1;
    if (colon === 0) return name;
    const prefix = name.slice(0, colon);
    const known = this.#declared.findLast((prefixes) => prefixes.has(prefix))?.get(prefix);
    return known === undefined ? name : known + name.slice(colon);
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
    const isBody = BODIES.has(field.name);
    const text = isBody ? this.#htmlOf(field) : plainText(field, this.#path[0] === 'feed');
    if (this.#item) this.#keep(field.name, text);
    else this.#feedTitle ||= text;
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
const DATES = ['pubDate', 'published', 'issued', 'dc:date', 'dc:created', 'updated', 'modified'];
const FIELDS: ReadonlySet<string> = new Set([
  ...BODIES,
  ...DATES,
  ...['title', 'link', 'guid', 'id', 'dc:creator', 'author', 'author/name'],
]);
/** Fields for readers, which feeds write as HTML. */
const MARKED_UP: ReadonlySet<string> = new Set(['title', 'dc:creator', 'author', 'author/name']);
/** Of the feed, not of its picture. */
const FEED_TITLE = /^(?:rss\/channel|rdf:RDF\/channel|feed)\/title$/;
/** More than this is no title, name, date or address, and would be left out. */
const MOST_TEXT = 4096;

/**
 * A field as plain text. RSS does not say whether a title is HTML: feeds write `A &amp;amp; B`, or the same in CDATA, for `A & B`.
 * Atom has a type for it, which generators forget.
 */
function plainText({ name, attributes: { type }, text }: OpenField, isAtom: boolean): string {
  const short = text.slice(0, MOST_TEXT);
  // An address in CDATA is often escaped all the same.
  if (name === 'link') return short.replaceAll('&amp;', '&');
  if (!MARKED_UP.has(name) || type === 'text') return oneLine(short);
  const isHtml = type !== undefined || !isAtom;
  return oneLine(decodeHTMLStrict(isHtml ? short.replace(/<\/?[A-Za-z][^<>]*>/g, '') : short));
}

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

function articleOf(
  fields: ReadonlyMap<string, string>,
  source: string,
  { timeZone, isDamaged }: FeedReading,
): FeedItem['article'] {
  const isLost = (text: string): boolean => isDamaged && text.includes('\uFFFD');
  if ([...fields.values()].some(isLost)) return damagedItem();
  const first = (...names: readonly string[]): string | undefined =>
    names.map((name) => fields.get(name)).find((value) => value !== undefined);
  const externalId = first('guid', 'id');
  const title = first('title');
  const author = first('author/name', 'dc:creator', 'author');
  const found = foundMetadata(
    {
      title,
      // A guid is an address, too, if it looks like one.
      url: first('link') ?? (externalId?.trim().startsWith('http') ? externalId : undefined),
      source: isLost(source) ? undefined : source,
      author: author === undefined ? undefined : withoutAddress(author),
      publishedAt: first(...DATES),
      externalId,
    },
    timeZone,
  );
  // Of a short message the title is all there is.
  return { format: 'html', ...found, frontMatter: '', body: first(...BODIES) ?? htmlOfText(title ?? '') };
}

function noFeed(): AppError {
  return new AppError('invalid_request', 'The document is no feed: RSS and Atom are taken');
}
