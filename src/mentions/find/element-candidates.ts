import type { Ticker } from '../../tickers/ticker.ts';
import type { Claim } from '../dialect.ts';
import type { ScannedTag } from '../markup/scan-tag.ts';
import type { VisibleText } from '../markup/visible-text.ts';

/**
 * A span or anchor. Offsets named `text…` are into the visible text, the others into the source.
 */
export interface TracedElement {
  readonly tag: ScannedTag;
  readonly claim: Claim | undefined;
  /** The dialect that claims it; empty if none does. */
  readonly dialect: string;
  readonly textStart: number;
  /**
   * Where its text ended: at its closing tag, or at the end of the paragraph in which it stayed
   * open.
   */
  textEnd?: number;
  /** Where the closing tag that ended its text starts. */
  closeStart?: number;
  /** Whether it is a Markdown link, which takes no attributes. */
  readonly isMarkdown?: boolean;
  /** The length of the visible text at its closing tag, even if its own text had ended before. */
  closedAt?: number;
}

/**
 * A name or code with its ticker: a mention without its link, its placeholder and the text around
 * it.
 */
export interface Candidate {
  readonly ticker: Ticker;
  readonly dialect: string;
  readonly textStart: number;
  readonly textEnd: number;
  /** The element that claims it; missing if only the text does. */
  readonly element?: TracedElement;
}

/** An element that claims a ticker but contains no name. */
export interface RejectedElement {
  readonly ticker: Ticker;
  readonly dialect: string;
  readonly reason: 'empty' | 'unclosed' | 'too-long';
  /** Where its opening tag ends in the source. */
  readonly at: number;
}

/**
 * Names of listed companies have about 20 characters at most. Longer text is a paragraph in an
 * unclosed element.
 */
const MAX_NAME_LENGTH = 40;

/**
 * Returns the names in claimed elements, each place and ticker once, and the elements without a
 * name.
 */
export function elementCandidates(
  claimed: readonly TracedElement[],
  visible: VisibleText,
): { readonly candidates: readonly Candidate[]; readonly rejected: readonly RejectedElement[] } {
  const found: Candidate[] = [];
  const rejected: RejectedElement[] = [];
  let lastRejected: TracedElement | undefined;
  for (const element of claimed) {
    if (!isMention(element)) continue;
    const reading = readElement(element, visible);
    if (typeof reading !== 'string') found.push(reading);
    else if (!isInside(lastRejected, element)) {
      lastRejected = element;
      const { claim, dialect, tag } = element;
      rejected.push({ ticker: claim.ticker, dialect, reason: reading, at: tag.end });
    }
  }
  return { candidates: withoutRepeats(inTextOrder(found)), rejected };
}

/**
 * Sorts by where candidates start. If two start at the same place, the outer element comes first.
 */
export function inTextOrder(candidates: readonly Candidate[]): readonly Candidate[] {
  return [...candidates].sort(
    (a, b) => a.textStart - b.textStart || (a.element?.tag.end ?? 0) - (b.element?.tag.end ?? 0),
  );
}

/**
 * Whether `outer` starts with this element and has the same ticker, as a span and its anchor do.
 */
function isInside(outer: TracedElement | undefined, { claim, tag, textStart }: TracedElement): boolean {
  return (
    outer?.claim?.ticker === claim?.ticker &&
    outer?.textStart === textStart &&
    tag.end <= (outer.closeStart ?? Number.POSITIVE_INFINITY)
  );
}

type MentionElement = TracedElement & { readonly claim: Claim };

function isMention(element: TracedElement): element is MentionElement {
  return element.claim?.role === 'mention';
}

function readElement(element: MentionElement, visible: VisibleText): Candidate | RejectedElement['reason'] {
  const { claim, dialect, textStart: from, textEnd: to = visible.length } = element;
  if (to - from > 4 * MAX_NAME_LENGTH) return element.closedAt === undefined ? 'unclosed' : 'too-long';
  if (!isWhole(element, visible)) return 'unclosed';
  const raw = visible.slice(from, to);
  const name = raw.trim();
  if (name === '') return 'empty';
  if (name.length > MAX_NAME_LENGTH || name.includes('\n')) return 'too-long';
  const start = from + raw.indexOf(name);
  const range = claim.nameIn?.(name) ?? { start: 0, end: name.length };
  const place = { textStart: start + range.start, textEnd: start + range.end };
  return { element, ticker: claim.ticker, dialect, ...place };
}

/**
 * Whether an element was closed, with no further text between the end of its paragraph and its
 * closing tag.
 */
function isWhole({ textEnd, closedAt }: TracedElement, visible: VisibleText): boolean {
  if (textEnd === undefined || closedAt === undefined) return false;
  return closedAt - textEnd <= MAX_NAME_LENGTH && visible.slice(textEnd, closedAt).trim() === '';
}

/** An anchor in a span with the same ticker is the same mention. */
function withoutRepeats(sorted: readonly Candidate[]): readonly Candidate[] {
  const lastEnd = new Map<Ticker, number>();
  return sorted.filter(({ ticker, textEnd }) => {
    if ((lastEnd.get(ticker) ?? 0) >= textEnd) return false;
    lastEnd.set(ticker, textEnd);
    return true;
  });
}
