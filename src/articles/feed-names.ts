/** Our prefix for the elements of each namespace, whatever prefix the document uses. */
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
/** Prefixes that documents use without a declaration. */
const USUAL = new Map([
  ['atom:', ''],
  ['dcterms:', 'dc:'],
]);
const NONE_DECLARED = new Map<string, string>();
/** The root declares namespaces. Some generators declare them in the channel or in each item. */
const MAX_DECLARING_DEPTH = 3;

/**
 * The names that we read, as their vocabularies spell them. Some generators write `pubdate` or
 * `ITEM`.
 */
const SPELLINGS = new Map(
  [
    ...[
      'rss',
      'rdf:RDF',
      'feed',
      'channel',
      'item',
      'entry',
      'title',
      'link',
      'guid',
      'id',
      'author',
      'name',
    ],
    ...['description', 'content:encoded', 'content', 'summary', 'dc:creator'],
    ...['pubDate', 'published', 'issued', 'dc:date', 'dc:created', 'updated', 'modified'],
  ].map((name) => [name.toLowerCase(), name]),
);

/** Resolves the names of a feed's elements, whatever prefixes and capitals the document uses. */
export class FeedNames {
  /** Declared prefixes (with their colon), by the depth of the element that declares them. */
  readonly #declared: Map<string, string>[] = [];

  /**
   * Records the prefixes of known namespaces that an element declares. The element opens at a
   * depth, counted from 0.
   */
  declare(depth: number, attributes: Readonly<Record<string, string>>): void {
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

  /** Returns the name of an element with our prefix for its namespace. */
  nameOf(written: string): string {
    const colon = written.indexOf(':') + 1;
    const name = colon === 0 ? written : this.#prefixOf(written.slice(0, colon)) + written.slice(colon);
    return SPELLINGS.get(name.toLowerCase()) ?? name;
  }

  #prefixOf(prefix: string): string {
    const declared = this.#declared.findLast((prefixes) => prefixes.has(prefix))?.get(prefix);
    return declared ?? USUAL.get(prefix) ?? prefix;
  }
}
