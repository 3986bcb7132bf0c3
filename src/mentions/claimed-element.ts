import type { Claim } from './dialect.ts';
import type { ScannedTag } from './scan-tag.ts';

/** What a dialect says an element is. */
export interface DialectClaim extends Claim {
  readonly dialect: string;
}

/** A span or anchor that is open or was. Offsets named `text…` are into the visible text, the others into the source. */
export interface TracedElement {
  readonly tag: ScannedTag;
  readonly claim: DialectClaim | undefined;
  readonly textStart: number;
  /** Where its text ended: at its closing tag, or at the end of the paragraph that it was left open in. */
  textEnd?: number;
  /** Where the closing tag that ended its text begins. */
  closeStart?: number;
  /** Whether it is a link of Markdown, which no attribute can be added to. */
  readonly isMarkdown?: boolean;
  /** How much visible text there was at its closing tag, also where its own text had ended before. */
  closedAt?: number;
}

/** A name that a dialect claims: a mention, but for its link, its placeholder and its surroundings. */
export interface Candidate {
  readonly claim: Pick<DialectClaim, 'ticker' | 'dialect'>;
  readonly textStart: number;
  readonly textEnd: number;
  /** The element that claims it; absent when the text alone does. */
  readonly element?: TracedElement;
}
