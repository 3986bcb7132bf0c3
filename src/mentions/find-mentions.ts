import type { Ticker } from '../tickers/ticker.ts';
import type { Candidate, DialectClaim, TracedElement } from './claimed-element.ts';
import type { Dialect, OpenTag } from './dialect.ts';
import { DIALECTS } from './dialects/table.ts';
import { linkPlaces } from './link-places.ts';
import { type Mention, WINDOW } from './mention.ts';
import { pairPlaceholders } from './placeholders.ts';
import { type MarkupHandler, type ScannedTag, scanMarkup } from './scan-markup.ts';
import { VisibleText } from './visible-text.ts';

/**
 * Every mention that a dialect embeds in `body`, in the order of the text. One streaming pass, no tree: time grows
 * with the length alone. Never throws, whatever the body.
 *
 * An element's claim is a mention only if a name stands in it: a short run of visible text that does not cross a
 * paragraph. So empty elements and unclosed ones are none: where the name in an unclosed one ends cannot be told.
 */
export function findMentions(body: string, dialects: readonly Dialect[] = DIALECTS): readonly Mention[] {
  if (!hasMarker(body, dialects)) return [];
  const trace = new ElementTrace(dialects);
  scanMarkup(body, CLAIMING_ELEMENTS, trace);
  trace.end();
  return toMentions(trace);
}

const CLAIMING_ELEMENTS: ReadonlySet<string> = new Set(['span', 'a']);

/** A listed company's name has at most some twenty characters; what is longer is a paragraph in an unclosed element. */
const LONGEST_NAME = 40;

/** Elements that begin and end a paragraph: a name never reaches across their tags. */
const PARAGRAPH_ELEMENTS: ReadonlySet<string> = new Set(
  (
    'address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption figure ' +
    'footer form h1 h2 h3 h4 h5 h6 head header hr html li main nav ol option p pre section select summary table ' +
    'tbody td tfoot th thead tr ul'
  ).split(' '),
);

function hasMarker(body: string, dialects: readonly Dialect[]): boolean {
  return dialects.some((dialect) => dialect.markers.some((marker) => body.includes(marker)));
}

/** Follows the spans and anchors of a body and the text they hold. */
class ElementTrace implements MarkupHandler {
  readonly visible = new VisibleText();
  readonly anchors: TracedElement[] = [];
  readonly claimed: TracedElement[] = [];
  readonly #dialects: readonly Dialect[];
  // Anchors cannot nest in HTML, and one may end on either side of a span's end: hence a list and a single element.
  readonly #openSpans: TracedElement[] = [];
  #openAnchor: TracedElement | undefined;

  constructor(dialects: readonly Dialect[]) {
    this.#dialects = dialects;
  }

  openTag(tag: ScannedTag): void {
    if (PARAGRAPH_ELEMENTS.has(tag.name)) this.#endParagraph();
    if (!CLAIMING_ELEMENTS.has(tag.name)) return;
    const element: TracedElement = { tag, claim: this.#claimOf(tag), textStart: this.visible.length };
    if (element.claim) this.claimed.push(element);
    if (tag.name === 'span') {
      this.#openSpans.push(element);
      return;
    }
    this.#endElement(this.#openAnchor);
    this.#openAnchor = element;
    this.anchors.push(element);
  }

  closeTag(name: string, start: number): void {
    if (PARAGRAPH_ELEMENTS.has(name)) this.#endParagraph();
    if (name === 'span') this.#close(this.#openSpans.pop(), start);
    if (name !== 'a') return;
    this.#close(this.#openAnchor, start);
    this.#openAnchor = undefined;
  }

  text(text: string, start: number, end: number): void {
    this.visible.append(text, start, end);
  }

  end(): void {
    this.#endParagraph();
  }

  #claimOf(tag: OpenTag): DialectClaim | undefined {
    if (tag.attributes.size === 0) return undefined;
    for (const dialect of this.#dialects) {
      const claim = dialect.claim(tag);
      if (claim) return { ...claim, dialect: dialect.name };
    }
    return undefined;
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

  // What is still open and holds text ends with its paragraph. Only the innermost can be a name: those around it
  // hold the same and more, and looking at each would take quadratic time in nested markup.
  #endParagraph(): void {
    for (const element of [this.#openSpans.at(-1), this.#openAnchor]) {
      if (element && this.visible.length > element.textStart) this.#endElement(element);
    }
    this.visible.breakParagraph();
  }
}

function toMentions({ visible, anchors, claimed }: ElementTrace): readonly Mention[] {
  const text = visible.toString();
  const candidates = findCandidates(claimed, text);
  const links = linkPlaces(candidates, anchors);
  const placeholders = pairPlaceholders(candidates, claimed);
  return candidates.map((candidate, index) => {
    const { textStart, textEnd, claim } = candidate;
    const placeholder = placeholders.get(candidate);
    return {
      ticker: claim.ticker,
      text: text.slice(textStart, textEnd),
      start: visible.sourceStart(textStart),
      end: visible.sourceEnd(textEnd),
      dialect: claim.dialect,
      before: lastParagraph(text.slice(Math.max(0, textStart - WINDOW), textStart)),
      after: firstParagraph(text.slice(textEnd, textEnd + WINDOW)),
      link: links[index] ?? { kind: 'none' },
      ...(placeholder === undefined ? {} : { placeholder }),
    };
  });
}

/** The claimed elements that hold a name, in the order of the text, each place and ticker once. */
function findCandidates(claimed: readonly TracedElement[], text: string): readonly Candidate[] {
  const found = claimed.flatMap((element) => candidateOf(element, text) ?? []);
  found.sort((a, b) => a.textStart - b.textStart || a.element.tag.end - b.element.tag.end);
  const lastEnd = new Map<Ticker, number>();
  return found.filter(({ claim, textEnd }) => {
    // An anchor in a span with the same ticker is the same mention.
    if ((lastEnd.get(claim.ticker) ?? 0) >= textEnd) return false;
    lastEnd.set(claim.ticker, textEnd);
    return true;
  });
}

function candidateOf(element: TracedElement, text: string): Candidate | undefined {
  const { claim, textStart: from, textEnd: to = text.length } = element;
  if (claim?.role !== 'mention' || to - from > 4 * LONGEST_NAME || !isWhole(element, text)) return undefined;
  const raw = text.slice(from, to);
  const name = raw.trim();
  if (name === '' || name.length > LONGEST_NAME || name.includes('\n')) return undefined;
  const textStart = from + raw.indexOf(name);
  return { element, claim, textStart, textEnd: textStart + name.length };
}

/** Whether an element was closed, and no more text came between the end of its paragraph and that. */
function isWhole({ textEnd, closedAt }: TracedElement, text: string): boolean {
  if (textEnd === undefined || closedAt === undefined) return false;
  return closedAt - textEnd <= LONGEST_NAME && text.slice(textEnd, closedAt).trim() === '';
}

function lastParagraph(text: string): string {
  return text.slice(text.lastIndexOf('\n') + 1);
}

function firstParagraph(text: string): string {
  const end = text.indexOf('\n');
  return end === -1 ? text : text.slice(0, end);
}
