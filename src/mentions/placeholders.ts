import type { Ticker } from '../tickers/ticker.ts';
import type { Candidate, TracedElement } from './claimed-element.ts';

/**
 * Gives each empty quote placeholder to the last mention of its ticker before it that has none yet.
 * @param claimed the claimed elements in source order.
 * @returns the offset of the placeholder's closing tag, by candidate: comments and other markup may precede it.
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
    if (mention) waiting.set(mention.claim.ticker, mention);
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
