import type { Ticker } from '../tickers/ticker.ts';

/**
 * One publisher's way of embedding tickers. A dialect is one file in `dialects/` and one line in its table; it
 * knows no other dialect, reads no text but what it is handed, and keeps no state.
 */
export interface Dialect {
  /** As it stands in a result's `dialect`. */
  readonly name: string;
  /**
   * Strings of which at least one stands in every body that holds this dialect, in the letter case given. A body
   * with no marker of any dialect is not parsed at all.
   */
  readonly markers: readonly string[];
  /** What an element says of itself by its opening tag; undefined where it is none of this dialect's. */
  claim(tag: OpenTag): Claim | undefined;
}

/** An opening `<span>` or `<a>` tag: name and attribute names in lower case, values decoded; of a doubled attribute the first counts. */
export interface OpenTag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

/** That an element encloses a company's name, or is the placeholder for its quote. */
export interface Claim {
  readonly role: 'mention' | 'quote';
  readonly ticker: Ticker;
}
