import type { Evidence } from '../mentions/mention.ts';
import type { Quote } from '../quotes/quote.ts';
import type { MissingReason } from '../quotes/quote-source.ts';
import type { CompanyLinks } from '../tickers/company-links.ts';
import type { TickerKind } from '../tickers/markets.ts';
import type { Notations } from '../tickers/notations.ts';
import type { Ticker } from '../tickers/ticker.ts';
import type { Warning } from './warning.ts';

export type ArticleFormat = 'html' | 'markdown';

/** What is known of an article beside its text; null where the submission does not say. */
export interface ArticleMetadata {
  readonly title: string | null;
  readonly url: string | null;
  /** The site or feed it was scraped from, or the medium that its page names. */
  readonly source: string | null;
  readonly author: string | null;
  /** ISO 8601, UTC. */
  readonly publishedAt: string | null;
  /** The scraper's own id for it. */
  readonly externalId: string | null;
}

/** The document a scraper submits, with its metadata. `frontMatter + body` is the text as it came. */
export interface Article {
  readonly format: ArticleFormat;
  readonly metadata: ArticleMetadata;
  /** Of a Hexo post all up to and with the line that closes the front matter; otherwise empty. */
  readonly frontMatter: string;
  readonly body: string;
  /** What was left out of the metadata; absent if nothing was. No part of the article: its id does not depend on it. */
  readonly warnings?: readonly Warning[];
}

/** What was submitted: an article, and what its sender wants beside that. */
export interface Submission extends Article {
  /** As it was sent; it has to pass `parseCallbackUrl`. No part of the article: its id does not depend on it. */
  readonly callbackUrl?: string;
}

/** An article out of the store, with what was computed when it came. */
export interface StoredText extends Article {
  /** Of the body as UTF-8, in hexadecimal. */
  readonly sha256: string;
}

export const NO_METADATA: ArticleMetadata = {
  title: null,
  url: null,
  source: null,
  author: null,
  publishedAt: null,
  externalId: null,
};

/** A mention as a result lists it. Offsets are UTF-16 code units into the submitted body. */
export interface ListedMention {
  readonly ticker: Ticker;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly dialect: string;
  /** Whether it is the article's first mention of its ticker. */
  readonly first: boolean;
  readonly genuine: boolean;
  readonly confidence: number;
  /** Empty for later mentions of a ticker, once {@link MAX_LATER_EVIDENCE} of them have theirs. */
  readonly evidence: readonly Evidence[];
}

/**
 * How many mentions that are not their ticker's first carry their evidence in a result. A long article repeats the same
 * reasons; `POST /v1/explain` has all of them.
 */
export const MAX_LATER_EVIDENCE = 100;

/** A ticker that an article genuinely mentions. */
export interface Company {
  readonly ticker: Ticker;
  /** The official short name where a quote tells it, else the name in the article. */
  readonly name: string;
  /** ISO 10383; null where the listing's venue is not known. */
  readonly market: string | null;
  readonly kind: TickerKind;
  /** How many genuine mentions of it the article has. */
  readonly mentions: number;
  readonly notations: Notations;
  readonly links: CompanyLinks;
  readonly quote: Quote | null;
  /** Why there is no quote. */
  readonly missing?: MissingReason;
  /** What it cost when the article was published; absent where the article has no date, or nobody knows. */
  readonly publicationClose?: PublicationClose;
}

/** The last closing price that was known when an article was published, not adjusted for later dividends and splits. */
export interface PublicationClose {
  /** `YYYY-MM-DD` at the exchange. */
  readonly date: string;
  readonly close: number;
  /** From then to the quote's price, in percent: 1.15 is +1.15 %; null where the quote has no price. */
  readonly changeSince: number | null;
}

/** What enriching makes of an article. */
export interface Enrichment {
  /** The annotated body. */
  readonly body: string;
  readonly mentions: readonly ListedMention[];
  readonly companies: readonly Company[];
  /** Absent where it was stored before there were any. */
  readonly warnings?: readonly Warning[];
}
