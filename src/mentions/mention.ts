import { z } from 'zod';
import type { Ticker } from '../tickers/ticker.ts';

/**
 * A place in an article where a dialect embeds a ticker. All offsets are UTF-16 code units into the
 * submitted body.
 */
export interface Mention {
  readonly ticker: Ticker;
  /** The name as a reader sees it: with entities decoded and without inner markup. */
  readonly text: string;
  /**
   * Where the name starts and ends in the body. Without inner markup and entities, the slice is
   * `text`.
   */
  readonly start: number;
  readonly end: number;
  /** The dialect that embeds it. */
  readonly dialect: string;
  /**
   * Up to {@link WINDOW} characters of visible text of the same paragraph, before and after the
   * name.
   */
  readonly before: string;
  readonly after: string;
  readonly link: LinkPlace;
  /**
   * Where the publisher's own page would write the quote: an offset inside the empty placeholder.
   */
  readonly placeholder?: number;
}

/** How many characters on each side of a mention the judge gets. */
export const WINDOW = 48;

/**
 * The limit of mentions in an article. Everything after them stays text. Written articles have a
 * few hundred at most, and judging, storing and linking tens of thousands would hold up all other
 * articles.
 */
export const MAX_MENTIONS = 1000;

/** What the company name already is, and so how it can link to the company. */
export type LinkPlace =
  /**
   * An anchor that leads to the company. Attributes can be inserted at `attributesAt`. The name of
   * its `href` starts at `hrefAt`.
   */
  | {
      readonly kind: 'anchor';
      readonly attributesAt: number;
      readonly hrefAt?: number;
      readonly hasRel: boolean;
    }
  /** No link. An anchor can open at `openAt` and close at `closeAt`. */
  | { readonly kind: 'bare'; readonly openAt: number; readonly closeAt: number }
  /**
   * Inside a link that leads elsewhere, or impossible to enclose with one element. Nothing is
   * inserted.
   */
  | { readonly kind: 'none' };

/** A mention with the judge's verdict. */
export interface JudgedMention extends Mention {
  /** Whether it is the article's first mention of its ticker. */
  readonly first: boolean;
  /** Whether `confidence` reaches the requested threshold. */
  readonly genuine: boolean;
  /** The probability, 0 to 1, that the mention refers to the listed company. */
  readonly confidence: number;
  readonly evidence: readonly Evidence[];
}

/** One reason for a verdict. */
export const evidenceSchema = z.strictObject({
  signal: z.string(),
  weight: z
    .number()
    .describe('How much it adds to the log-odds that the mention is genuine; a negative weight lowers them.'),
  detail: z.string(),
});

export type Evidence = Readonly<z.infer<typeof evidenceSchema>>;
