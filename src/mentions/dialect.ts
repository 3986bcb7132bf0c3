import type { Ticker } from '../tickers/ticker.ts';

/**
 * One publisher's way of embedding tickers, or a plain-text notation. A dialect is one file in `dialects/` and one
 * line in its table; it knows no other dialect, reads nothing but what it is handed, and keeps no state.
 */
export interface Dialect {
  /** As it stands in a result's `dialect`. */
  readonly name: string;
  /**
   * The source of a regular expression that matches somewhere in every body which holds this dialect: a few literal
   * characters. A body in which no dialect's marker matches is not parsed at all.
   */
  readonly marker: string;
  /** Literals of which such a body holds at least one: looked for before the marker, for that costs next to nothing. */
  readonly needs?: readonly string[];
  /** What an element says of itself by its opening tag; undefined where it is none of this dialect's. */
  claim?(tag: OpenTag): Claim | undefined;
  /** The tickers that a comment announces for the whole article: a hint, no evidence of truth. */
  announced?(comment: string): readonly Ticker[];
  readonly notation?: Notation;
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
  /** Where in the element's text the name stands, when it is not all of it. */
  nameIn?(text: string): TextRange;
}

/** A way of writing tickers in plain text. */
export interface Notation {
  /**
   * The source of a regular expression for a stretch of visible text that may hold tickers; without capturing
   * groups, and linear in time on any text. It is joined with the other dialects' into one.
   */
  readonly pattern: string;
  /** The tickers in a match, with where they stand in it. `before` and `after` are some of the text on each side of it. */
  read(match: string, before: string, after: string): readonly TickerInText[];
}

export interface TickerInText extends TextRange {
  readonly ticker: Ticker;
}

/** Offsets into a text. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}
