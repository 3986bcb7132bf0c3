import type { Candidate, TracedElement } from './claimed-element.ts';
import type { LinkPlace } from './mention.ts';
import type { VisibleText } from './visible-text.ts';

/**
 * Where the link to each candidate's company is or can be.
 * @param candidates in the order of their text.
 * @param anchors every anchor of the body, in source order; they do not overlap.
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

// A link goes on to its closing tag, over paragraphs too; one that is never closed, to the end of its paragraph.
function endsBefore(anchor: TracedElement | undefined, textOffset: number): boolean {
  const end = anchor?.closedAt ?? anchor?.textEnd;
  return end !== undefined && end <= textOffset;
}

function placeInAnchor(
  { element, claim }: Candidate,
  { tag, claim: anchorClaim, isMarkdown }: TracedElement,
): LinkPlace {
  if (isMarkdown) return { kind: 'none' };
  const leadsElsewhere = anchorClaim
    ? anchorClaim.ticker !== claim.ticker
    : element === undefined || tag.end < element.tag.end;
  if (leadsElsewhere) return { kind: 'none' };
  const { hrefAt } = tag;
  return {
    kind: 'anchor',
    attributesAt: tag.nameEnd,
    hasRel: tag.attributes.has('rel'),
    ...(hrefAt === undefined ? {} : { hrefAt }),
  };
}

// The whole content is enclosed, not the name alone, for the name may reach over the edges of elements inside.
function placeInElement(element: TracedElement, anchors: readonly TracedElement[]): LinkPlace {
  const openAt = element.tag.end;
  const closeAt = element.closeStart;
  if (closeAt === undefined || holdsAnchor(anchors, openAt, closeAt)) return { kind: 'none' };
  return { kind: 'bare', openAt, closeAt };
}

// Only where no tag and no entity is inside: the name alone is enclosed.
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
