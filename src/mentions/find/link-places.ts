import type { Ticker } from '../../tickers/ticker.ts';
import type { VisibleText } from '../markup/visible-text.ts';
import type { LinkPlace } from '../mention.ts';
import type { Candidate, TracedElement } from './element-candidates.ts';

/**
 * Returns for each candidate where the link to its company is or can go.
 * @param candidates in text order.
 * @param anchors every anchor of the body, in source order. Anchors do not overlap.
 */
export function linkPlaces(
  candidates: readonly Candidate[],
  anchors: readonly TracedElement[],
  visible: VisibleText,
): readonly LinkPlace[] {
  let next = 0;
  return candidates.map((candidate) => {
    while (endsBefore(anchors[next], candidate.textStart)) next++;
    const anchor = anchors[next];
    return anchor && anchor.textStart <= candidate.textStart
      ? placeInAnchor(candidate, anchor)
      : candidate.element
        ? placeInElement(candidate.element, anchors)
        : placeInText(candidate, visible);
  });
}

// A link extends to its closing tag, even across paragraphs. An unclosed link extends to the end of
// its paragraph.
function endsBefore(anchor: TracedElement | undefined, textOffset: number): boolean {
  const end = anchor?.closedAt ?? anchor?.textEnd;
  return end !== undefined && end <= textOffset;
}

function placeInAnchor({ element, ticker }: Candidate, { tag, claim, isMarkdown }: TracedElement): LinkPlace {
  if (isMarkdown) return { kind: 'none' };
  const leadsElsewhere = claim ? claim.ticker !== ticker : element === undefined || tag.end < element.tag.end;
  if (leadsElsewhere) return { kind: 'none' };
  const { hrefAt } = tag;
  return {
    kind: 'anchor',
    attributesAt: tag.nameEnd,
    hasRel: tag.attributes.has('rel'),
    ...(hrefAt === undefined ? {} : { hrefAt }),
  };
}

// Enclose the whole content, because the name may cross the edges of elements inside.
function placeInElement(element: TracedElement, anchors: readonly TracedElement[]): LinkPlace {
  const openAt = element.tag.end;
  const closeAt = element.closeStart;
  if (closeAt === undefined || holdsAnchor(anchors, openAt, closeAt)) return { kind: 'none' };
  return { kind: 'bare', openAt, closeAt };
}

// Enclose the name alone, if it contains no tag and no entity.
function placeInText({ textStart, textEnd }: Candidate, visible: VisibleText): LinkPlace {
  const openAt = visible.sourceStart(textStart);
  const closeAt = visible.sourceEnd(textEnd);
  return closeAt - openAt === textEnd - textStart ? { kind: 'bare', openAt, closeAt } : { kind: 'none' };
}

function holdsAnchor(anchors: readonly TracedElement[], from: number, to: number): boolean {
  let low = 0;
  let high = anchors.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((anchors[middle]?.tag.end ?? 0) <= from) low = middle + 1;
    else high = middle;
  }
  return (anchors[low]?.tag.end ?? Number.POSITIVE_INFINITY) <= to;
}

/**
 * Pairs each empty quote placeholder with the last mention of its ticker before it that has no
 * placeholder yet.
 * @param claimed the claimed elements in source order.
 * @returns for each candidate the offset of the placeholder's closing tag. Comments and other
 * markup may precede it.
 */
export function pairPlaceholders(
  candidates: readonly Candidate[],
  claimed: readonly TracedElement[],
): ReadonlyMap<Candidate, number> {
  const candidateOf = new Map(candidates.map((candidate) => [candidate.element, candidate]));
  const waiting = new Map<Ticker, Candidate>();
  const pairs = new Map<Candidate, number>();
  for (const element of claimed) {
    const mention = candidateOf.get(element);
    if (mention) waiting.set(mention.ticker, mention);
    if (element.claim?.role !== 'quote' || !isEmpty(element)) continue;
    const candidate = waiting.get(element.claim.ticker);
    if (!candidate) continue;
    pairs.set(candidate, element.closeStart);
    waiting.delete(element.claim.ticker);
  }
  return pairs;
}

function isEmpty(element: TracedElement): element is TracedElement & { readonly closeStart: number } {
  const { closeStart, textStart, textEnd } = element;
  return closeStart !== undefined && textEnd === textStart;
}
