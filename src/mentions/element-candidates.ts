import type { Ticker } from '../tickers/ticker.ts';
import type { Candidate, TracedElement } from './claimed-element.ts';
import type { VisibleText } from './visible-text.ts';

/** An element that claims a ticker but contains no name. */
export interface RejectedElement {
  readonly ticker: Ticker;
  readonly dialect: string;
  readonly reason: 'empty' | 'unclosed' | 'too-long';
  /** Where its opening tag ends in the source. */
  readonly at: number;
}

/** A listed company's name has at most some twenty characters; what is longer is a paragraph in an unclosed element. */
const MAX_NAME_LENGTH = 40;

/** Returns the names in elements that claim mentions, each place and ticker once, and the elements without a name. */
export function elementCandidates(
  claimed: readonly TracedElement[],
  visible: VisibleText,
): { readonly candidates: readonly Candidate[]; readonly rejected: readonly RejectedElement[] } {
  const found: Candidate[] = [];
  const rejected: RejectedElement[] = [];
  let lastRejected: TracedElement | undefined;
  for (const element of claimed) {
    if (element.claim?.role !== 'mention') continue;
    const reading = readElement(element, visible);
    if (typeof reading !== 'string') found.push(reading);
    else if (!isInside(lastRejected, element)) {
      lastRejected = element;
      rejected.push({ ...identityOf(element.claim), reason: reading, at: element.tag.end });
    }
  }
  found.sort((a, b) => a.textStart - b.textStart || (a.element?.tag.end ?? 0) - (b.element?.tag.end ?? 0));
  return { candidates: withoutRepeats(found), rejected };
}

function identityOf({ ticker, dialect }: Candidate['claim']): Candidate['claim'] {
  return { ticker, dialect };
}

/** Whether an element is the one that another with the same ticker begins with, as a span does with its anchor. */
function isInside(outer: TracedElement | undefined, { claim, tag, textStart }: TracedElement): boolean {
  return (
    outer?.claim?.ticker === claim?.ticker &&
    outer?.textStart === textStart &&
    tag.end <= (outer.closeStart ?? Number.POSITIVE_INFINITY)
  );
}

function readElement(element: TracedElement, visible: VisibleText): Candidate | RejectedElement['reason'] {
  const { claim, textStart: from, textEnd: to = visible.length } = element;
  if (!claim) return 'empty';
  if (to - from > 4 * MAX_NAME_LENGTH) return element.closedAt === undefined ? 'unclosed' : 'too-long';
  if (!isWhole(element, visible)) return 'unclosed';
  const raw = visible.slice(from, to);
  const name = raw.trim();
  if (name === '') return 'empty';
  if (name.length > MAX_NAME_LENGTH || name.includes('\n')) return 'too-long';
  const start = from + raw.indexOf(name);
  const range = claim.nameIn?.(name) ?? { start: 0, end: name.length };
  return { element, claim, textStart: start + range.start, textEnd: start + range.end };
}

/** Whether an element was closed, and no more text came between the end of its paragraph and that. */
function isWhole({ textEnd, closedAt }: TracedElement, visible: VisibleText): boolean {
  if (textEnd === undefined || closedAt === undefined) return false;
  return closedAt - textEnd <= MAX_NAME_LENGTH && visible.slice(textEnd, closedAt).trim() === '';
}

/** An anchor in a span with the same ticker is the same mention. */
function withoutRepeats(sorted: readonly Candidate[]): readonly Candidate[] {
  const lastEnd = new Map<Ticker, number>();
  return sorted.filter(({ claim, textEnd }) => {
    if ((lastEnd.get(claim.ticker) ?? 0) >= textEnd) return false;
    lastEnd.set(claim.ticker, textEnd);
    return true;
  });
}
