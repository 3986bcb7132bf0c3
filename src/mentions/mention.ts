import type { Ticker } from '../tickers/ticker.ts';

/**
 * A place in an article where a dialect embeds a ticker. All offsets are UTF-16 code units into the submitted body.
 */
export interface Mention {
  readonly ticker: Ticker;
  /** The name as a reader sees it: entities decoded, markup inside it left out. */
  readonly text: string;
  /** Where `text` begins and ends in the body; where no markup or entity is inside, the slice is `text`. */
  readonly start: number;
  readonly end: number;
  /** The dialect that embedded it. */
  readonly dialect: string;
  /** Up to {@link WINDOW} characters of the same paragraph's visible text on each side. */
  readonly before: string;
  readonly after: string;
  readonly link: LinkPlace;
  /** Where the publisher's own page would write the quote: an offset inside the empty placeholder. */
  readonly placeholder?: number;
}

/** How many characters of its paragraph a mention carries on each side for the judge. */
export const WINDOW = 48;

/**
 * The first so many mentions of an article are taken, and what follows stays text. Articles that people write have at most
 * some hundred; judging, storing and linking tens of thousands would keep all other articles waiting.
 */
export const MAX_MENTIONS = 1000;

/** What the company name already is, and so how a link to the company gets there. */
export type LinkPlace =
  /** An anchor that leads to the company: attributes can stand at `attributesAt`; `hrefAt` is where the name of its `href` begins. */
  | {
      readonly kind: 'anchor';
      readonly attributesAt: number;
      readonly hrefAt?: number;
      readonly hasRel: boolean;
    }
  /** No link: an anchor can open at `openAt` and close at `closeAt`. */
  | { readonly kind: 'bare'; readonly openAt: number; readonly closeAt: number }
  /** Inside a link that leads elsewhere, or not to be enclosed by one element: left alone. */
  | { readonly kind: 'none' };

/** A mention with the judge's verdict. */
export interface JudgedMention extends Mention {
  /** `confidence` ≥ the threshold that was asked for. */
  readonly genuine: boolean;
  /** The probability, 0 to 1, that the mention refers to the listed company. */
  readonly confidence: number;
  readonly evidence: readonly Evidence[];
}

/** A judged mention among the others of its article. */
export interface PlacedMention extends JudgedMention {
  /** Whether it is the article's first mention of its ticker. */
  readonly first: boolean;
}

/** One reason for a verdict. */
export interface Evidence {
  readonly signal: string;
  /** What it adds to the log-odds of being genuine; negative speaks against. */
  readonly weight: number;
  readonly detail: string;
}
