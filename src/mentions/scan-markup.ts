import { decodeHTML, decodeHTMLAttribute } from 'entities';
import { Tokenizer } from 'htmlparser2';

/** What {@link scanMarkup} reports, in source order; offsets are UTF-16 code units into the scanned markup. */
export interface MarkupHandler {
  /** A complete opening tag `<…>`. `attributes` is empty for elements that {@link scanMarkup} was not asked about. */
  openTag(tag: ScannedTag): void;
  /** A closing tag `</…>`; `start` is the offset of its `<`. */
  closeTag(name: string, start: number): void;
  /** A comment's content. */
  comment(text: string): void;
  /** Visible text: `text` is what the reader sees for the source between the offsets. */
  text(text: string, start: number, end: number): void;
}

export interface ScannedTag {
  /** In lower case. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Where each attribute's name begins. */
  readonly attributeStarts: ReadonlyMap<string, number>;
  /** Just behind the tag's name, where another attribute can stand. */
  readonly nameEnd: number;
  /** Just behind the `>`. */
  readonly end: number;
}

const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();
const NO_STARTS: ReadonlyMap<string, number> = new Map();

/** Elements whose content is no text of the page (HTML Living Standard: raw text, escapable raw text, and the like). */
const UNSEEN = new Set(['script', 'style', 'title', 'textarea', 'iframe', 'xmp', 'noembed', 'noframes']);

/**
 * Reads markup once, from front to back, without building a tree: its time grows with the length alone, however
 * deep the nesting. Comments, declarations, and the content of scripts, styles and the like are passed over. It never throws
 * on any text; an unfinished tag at the end is no tag.
 *
 * @param reportAttributesOf the elements whose attributes are wanted, in lower case.
 */
export function scanMarkup(
  markup: string,
  reportAttributesOf: ReadonlySet<string>,
  handler: MarkupHandler,
): void {
  let name = '';
  let nameEnd = 0;
  let attributes: Map<string, string> | undefined;
  let starts: Map<string, number> | undefined;
  let attribute = '';
  let attributeStart = 0;
  let value = '';
  let unseen = false;

  const finishTag = (end: number): void => {
    unseen = UNSEEN.has(name);
    handler.openTag({
      name,
      nameEnd,
      end: end + 1,
      attributes: attributes ?? NO_ATTRIBUTES,
      attributeStarts: starts ?? NO_STARTS,
    });
  };
  const tokenizer = new Tokenizer(
    // Decoding makes the tokenizer look at every character of the text; most texts have no reference to decode.
    { decodeEntities: false },
    {
      onopentagname(start, end) {
        name = markup.slice(start, end).toLowerCase();
        nameEnd = end;
        const wanted = reportAttributesOf.has(name);
        attributes = wanted ? new Map() : undefined;
        starts = wanted ? new Map() : undefined;
      },
      onattribname(start, end) {
        if (!attributes) return;
        attribute = markup.slice(start, end).toLowerCase();
        attributeStart = start;
        value = '';
      },
      onattribdata(start, end) {
        if (attributes) value += markup.slice(start, end);
      },
      onattribentity() {},
      onattribend() {
        if (!attributes || attributes.has(attribute)) return;
        attributes.set(attribute, value.includes('&') ? decodeHTMLAttribute(value) : value);
        starts?.set(attribute, attributeStart);
      },
      onopentagend: finishTag,
      // HTML ignores the slash of <span/>: the element is open.
      onselfclosingtag: finishTag,
      onclosetag(start, end) {
        unseen = false;
        handler.closeTag(markup.slice(start, end).toLowerCase(), start - 2);
      },
      ontext(start, end) {
        // Of a tag that breaks off at the end behind its attributes, the tokenizer makes a text that begins at -1.
        if (!unseen && start >= 0) reportText(markup.slice(start, end), start, handler);
      },
      ontextentity() {},
      oncomment(start, end, endOffset) {
        handler.comment(markup.slice(start, end - endOffset));
      },
      oncdata() {},
      ondeclaration() {},
      onprocessinginstruction() {},
      onend() {},
    },
  );
  tokenizer.write(markup);
  tokenizer.end();
}

/** HTML's character references, with or without the semicolon that old pages leave out. */
const REFERENCE = /&(?:#[xX][0-9a-fA-F]+|#[0-9]+|[a-zA-Z][a-zA-Z0-9]*);?/g;

function reportText(source: string, start: number, handler: MarkupHandler): void {
  if (!source.includes('&')) {
    handler.text(source, start, start + source.length);
    return;
  }
  let from = 0;
  const reportLiteral = (to: number): void => {
    if (to > from) handler.text(source.slice(from, to), start + from, start + to);
  };
  for (const { 0: reference, index } of source.matchAll(REFERENCE)) {
    const decoded = decodeHTML(reference);
    if (decoded === reference) continue;
    reportLiteral(index);
    from = index + reference.length;
    handler.text(decoded, start + index, start + from);
  }
  reportLiteral(source.length);
}
