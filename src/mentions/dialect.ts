import type { Ticker } from '../tickers/ticker.ts';

/**
 * One publisher's way of embedding tickers, or a plain-text notation. A dialect is one file in
 * `dialects/` and one line in its table. It imports no other dialect, reads only its arguments and
 * keeps no state.
 */
export interface Dialect {
  /** The `dialect` of a mention in a result. */
  readonly name: string;
  /**
   * The source of a regular expression that matches somewhere in every body with this dialect: a
   * few literal characters. A body without a match of any dialect's marker is not parsed at all.
   */
  readonly marker: string;
  /**
   * Literals of which every body with this dialect contains at least one. They are searched before
   * the marker, because that costs almost nothing.
   */
  readonly needs?: readonly string[];
  /**
   * Returns what an opening tag says about its element, or undefined if the tag is not of this
   * dialect.
   */
  claim?(tag: OpenTag): Claim | undefined;
  /**
   * Returns the tickers that a comment announces for the whole article. They are a hint and prove
   * nothing.
   */
  announced?(comment: string): readonly Ticker[];
  readonly notation?: Notation;
}

/**
 * An opening `<span>` or `<a>` tag. Names are in lower case and values are decoded. The first of
 * two attributes with the same name counts.
 */
export interface OpenTag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

/** States that an element encloses a company's name, or that it is the placeholder for a quote. */
export interface Claim {
  readonly role: 'mention' | 'quote';
  readonly ticker: Ticker;
  /** Returns where the name is in the element's text, if it is not all of it. */
  nameIn?(text: string): TextRange;
}

/** A way to write tickers in plain text. */
export interface Notation {
  /**
   * The source of a regular expression for a stretch of visible text that may contain tickers. It
   * has no capturing groups and takes linear time on any text. All dialects' patterns are joined
   * into one.
   */
  readonly pattern: string;
  /**
   * Returns the tickers in a match and their places in it. `before` and `after` are some of the
   * text around the match.
   */
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
