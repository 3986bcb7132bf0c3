import type { Ticker } from '../../tickers/ticker.ts';
import type { Claim, Dialect, OpenTag } from '../dialect.ts';
import type { MarkdownLink } from '../markup/markdown-inlines.ts';
import { MASK } from '../markup/mask-markdown.ts';
import type { MarkupHandler } from '../markup/scan-markup.ts';
import type { ScannedTag } from '../markup/scan-tag.ts';
import { VisibleText } from '../markup/visible-text.ts';
import { MAX_MENTIONS } from '../mention.ts';
import type { TracedElement } from './element-candidates.ts';

/**
 * Elements whose text is skipped: code, drawings, formulas and controls. None of them can contain
 * an HTML link.
 */
const LEFT_ALONE: ReadonlySet<string> = new Set(
  'pre listing code tt kbd samp var template svg math select datalist button'.split(' '),
);

/**
 * Skipped elements that stay open when an element around them is closed, unless that is one of
 * these too.
 */
const BLOCKS: ReadonlySet<string> = new Set('pre listing template svg math select button'.split(' '));

/** The elements that dialects claim, and those that are skipped. */
export const READ_ELEMENTS: ReadonlySet<string> = new Set(['span', 'a', ...LEFT_ALONE]);

/** Elements that start and end a paragraph. A name never crosses their tags. */
const PARAGRAPH_ELEMENTS: ReadonlySet<string> = new Set(
  (
    'address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption figure ' +
    'footer form h1 h2 h3 h4 h5 h6 head header hr html li main nav ol option p pre section select summary table ' +
    'tbody td tfoot th thead tr ul'
  ).split(' '),
);

/**
 * The longest articles have a few thousand links. In hostile bodies everything after this many
 * stays text, because a million of them would fill the memory.
 */
const MAX_ANCHORS = 200_000;

/** At most three elements claim a mention: its span, its link and its placeholder. */
const MAX_CLAIMED = 5 * MAX_MENTIONS;

/** Longer comments announce nothing. */
const MAX_ANNOUNCEMENT = 65_536;

/** The open elements whose text is skipped. */
class OpenElements {
  /** For each name, the running numbers of the open elements. */
  readonly #opened = new Map<string, number[]>();
  #count = 0;
  #open = 0;

  get isEmpty(): boolean {
    return this.#open === 0;
  }

  open(name: string): void {
    const opened = this.#opened.get(name);
    if (opened) opened.push(this.#count++);
    else this.#opened.set(name, [this.#count++]);
    this.#open++;
  }

  /** Closes the innermost element with this name and all unclosed elements inside. */
  close(name: string): void {
    const at = this.#opened.get(name)?.at(-1);
    if (at === undefined) return;
    for (const [other, opened] of this.#opened) {
      if (other !== name && BLOCKS.has(other) && !BLOCKS.has(name)) continue;
      while ((opened.at(-1) ?? -1) >= at) {
        opened.pop();
        this.#open--;
      }
    }
  }
}

/** Follows the spans and anchors of a body and the text in them, while the scanner reads it. */
export class ElementTrace implements MarkupHandler {
  readonly visible: VisibleText;
  /** Every anchor and every claimed element, in source order. */
  readonly anchors: TracedElement[] = [];
  readonly claimed: TracedElement[] = [];
  /** The tickers that comments announce. */
  readonly announced: Ticker[] = [];
  readonly #claimers: readonly Dialect[];
  readonly #announcers: readonly Dialect[];
  // Unclaimed spans are only counted. Anchors cannot nest in HTML and may end on either side of a
  // span's end, so there is a list of spans and a single anchor.
  readonly #openSpans: (TracedElement | undefined)[] = [];
  #openAnchor: TracedElement | undefined;
  readonly #leftAlone = new OpenElements();
  readonly #body: string;
  readonly #links: readonly MarkdownLink[];
  readonly #hasUnseen: boolean;
  #nextLink = 0;

  /** @param links the links of a masked Markdown body, in source order. */
  constructor(body: string, dialects: readonly Dialect[], links?: readonly MarkdownLink[]) {
    this.visible = new VisibleText(body);
    this.#body = body;
    this.#links = links ?? [];
    this.#hasUnseen = UNSEEN.test(body);
    this.#claimers = dialects.filter(({ claim }) => claim !== undefined);
    this.#announcers = dialects.filter(({ announced }) => announced !== undefined);
  }

  get isFull(): boolean {
    return this.anchors.length === MAX_ANCHORS || this.claimed.length === MAX_CLAIMED;
  }

  openTag(name: string, tag?: ScannedTag): void {
    if (PARAGRAPH_ELEMENTS.has(name)) this.#endParagraph();
    if (!tag) return;
    if (LEFT_ALONE.has(name)) {
      // Only foreign elements end with `/>`.
      if (!/^(?:svg|math)$/.test(name) || !this.#closesItself(tag)) this.#leftAlone.open(name);
      return;
    }
    if (this.#leftAlone.isEmpty) this.#open(tag);
  }

  #open(tag: ScannedTag, isMarkdown = false): void {
    const { claim, dialect = '' } = this.#claimOf(tag);
    if (tag.name === 'span' && !claim) {
      this.#openSpans.push(undefined);
      return;
    }
    const element: TracedElement = {
      tag: claim ? tag : withoutValues(tag),
      claim,
      dialect,
      textStart: this.visible.length,
      ...(isMarkdown ? { isMarkdown } : {}),
    };
    if (claim) this.claimed.push(element);
    if (tag.name === 'span') {
      this.#openSpans.push(element);
      return;
    }
    this.#endElement(this.#openAnchor);
    this.#openAnchor = element;
    this.anchors.push(element);
  }

  /** Whether a tag ends with a slash that is not part of an unquoted value. */
  #closesItself({ end }: ScannedTag): boolean {
    return /[<\s"'][^<\s"'=]*\/>$/.test(this.#body.slice(Math.max(0, end - 100), end));
  }

  closeTag(name: string, start: number): void {
    if (PARAGRAPH_ELEMENTS.has(name)) this.#endParagraph();
    if (LEFT_ALONE.has(name)) this.#leftAlone.close(name);
    if (!this.#leftAlone.isEmpty) return;
    if (name === 'span') this.#close(this.#openSpans.pop(), start);
    if (name !== 'a') return;
    this.#close(this.#openAnchor, start);
    this.#openAnchor = undefined;
  }

  text(start: number, end: number, decoded?: string): void {
    if (!this.#leftAlone.isEmpty) return;
    if (decoded !== undefined || this.#links.length === 0) this.#append(start, end, decoded);
    else this.#readLinks(start, end);
  }

  /** Reads text in which Markdown links may start and end. */
  #readLinks(start: number, end: number): void {
    let from = start;
    for (let at = this.#nextBracket(); at < end; at = this.#nextBracket()) {
      this.#append(from, at);
      from = Math.max(from, at);
      this.#passBracket(at >= start);
    }
    this.#append(from, end);
  }

  /** Returns where the next link starts or the open one ends. */
  #nextBracket(): number {
    const link = this.#links[this.#nextLink];
    if (!link) return Number.POSITIVE_INFINITY;
    return this.#isOpen(link) ? link.closeAt : link.openAt;
  }

  #isOpen({ openAt }: MarkdownLink): boolean {
    return this.#openAnchor?.isMarkdown === true && this.#openAnchor.tag.end === openAt + 1;
  }

  /** @param isHere whether the bracket is in text. It may be inside a tag. */
  #passBracket(isHere: boolean): void {
    const link = this.#links[this.#nextLink];
    if (!link) return;
    if (this.#isOpen(link)) {
      this.#close(this.#openAnchor, link.closeAt);
      this.#openAnchor = undefined;
    } else if (isHere) {
      this.#open(tagOf(link), true);
      return;
    }
    this.#nextLink++;
  }

  /** Appends text without masked and zero-width characters. */
  #append(start: number, end: number, decoded?: string): void {
    if (end <= start || (decoded !== undefined && !SEEN.test(decoded))) return;
    if (decoded !== undefined || !this.#hasUnseen) {
      this.visible.append(start, end, decoded);
      return;
    }
    for (const { 0: piece, index } of this.#body.slice(start, end).matchAll(ALL_SEEN)) {
      this.visible.append(start + index, start + index + piece.length);
    }
  }

  comment(text: string): void {
    if (text.length > MAX_ANNOUNCEMENT) return;
    for (const dialect of this.#announcers) {
      // Push one by one, because a hostile comment may announce more tickers than a call can take
      // as arguments.
      for (const ticker of dialect.announced?.(text) ?? []) this.announced.push(ticker);
    }
  }

  end(): void {
    this.#endParagraph();
  }

  #claimOf(tag: OpenTag): { readonly claim?: Claim; readonly dialect?: string } {
    if (tag.attributes.size === 0) return UNCLAIMED;
    for (const dialect of this.#claimers) {
      const claim = dialect.claim?.(tag);
      if (claim) return { claim, dialect: dialect.name };
    }
    return UNCLAIMED;
  }

  #close(element: TracedElement | undefined, closeStart: number): void {
    if (!element) return;
    element.closedAt = this.visible.length;
    this.#endElement(element, closeStart);
  }

  #endElement(element: TracedElement | undefined, closeStart?: number): void {
    if (!element || element.textEnd !== undefined) return;
    element.textEnd = this.visible.length;
    if (closeStart !== undefined) element.closeStart = closeStart;
  }

  // An open element with text ends with its paragraph. Only the innermost one can be a name: those
  // around it have the same text and more, and checking each would take quadratic time in nested
  // markup.
  #endParagraph(): void {
    for (const element of [this.#openSpans.at(-1), this.#openAnchor]) {
      if (element && this.visible.length > element.textStart) this.#endElement(element);
    }
    this.visible.breakParagraph();
  }
}

const UNCLAIMED = {};
const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();
const REL_ONLY: ReadonlyMap<string, string> = new Map([['rel', '']]);

/** Drops the attributes of an unclaimed anchor, except whether it has a `rel`. */
function withoutValues(tag: ScannedTag): ScannedTag {
  return { ...tag, attributes: tag.attributes.has('rel') ? REL_ONLY : NO_ATTRIBUTES };
}

/**
 * Masked characters and characters without width: zero-width space and joiners, word joiner, byte
 * order mark, soft hyphen.
 */
const UNSEEN_CHARACTERS = `${MASK}\u200b-\u200d\u2060\ufeff\u00ad`;
const UNSEEN = new RegExp(`[${UNSEEN_CHARACTERS}]`);
const SEEN = new RegExp(`[^${UNSEEN_CHARACTERS}]`);
const ALL_SEEN = new RegExp(`[^${UNSEEN_CHARACTERS}]+`, 'g');

/** Returns the tag that a Markdown link stands for. */
function tagOf({ openAt, href }: MarkdownLink): ScannedTag {
  return {
    name: 'a',
    attributes: new Map([['href', href]]),
    nameEnd: openAt,
    hrefAt: undefined,
    end: openAt + 1,
  };
}
