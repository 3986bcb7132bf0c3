import { escapeUTF8 } from 'entities';
import type { JudgedMention, LinkPlace } from '../mentions/mention.ts';
import type { Quote } from '../quotes/quote.ts';
import { sha256 } from '../sha256.ts';
import { linkTo } from '../tickers/company-links.ts';
import type { Ticker } from '../tickers/ticker.ts';
import { quoteText } from './quote-text.ts';

export interface AnnotateOptions {
  readonly quotes?: ReadonlyMap<Ticker, Quote>;
  /** Where company names link to: the name of a site, or a template with `{ticker}`. */
  readonly linkTarget?: string;
  /** Disables the links of mentions that are not genuine. */
  readonly unlinkFalseMentions?: boolean;
  /**
   * The SHA-256 of the body as UTF-8, in hexadecimal, if known. Computing it is a large part of the
   * work.
   */
  readonly sha256?: string;
}

/** A text to insert before the character at `at`. */
interface Insertion {
  readonly at: number;
  readonly text: string;
}

/**
 * Links and prices the genuine mentions of a body. It only inserts text and changes no byte of the
 * body, and {@link strip} removes every insertion again. Each insertion carries `data-tickerspan`
 * with the body's digest, so that nothing from the body itself is mistaken for one. If a body
 * contains so many forged marks that `strip` would give up before the real one, it is returned
 * unchanged.
 *
 * Call {@link strip} first if the body may be annotated already.
 */
export function annotate(
  body: string,
  mentions: readonly JudgedMention[],
  options: AnnotateOptions = {},
): string {
  if (mentions.length === 0) return body;
  const insertions = planInsertions(mentions, options, markOf(options.sha256 ?? sha256(body)));
  insertions.sort((a, b) => a.at - b.at);
  let annotated = '';
  let from = 0;
  for (const { at, text } of insertions) {
    annotated += body.slice(from, at) + text;
    from = at;
  }
  annotated += body.slice(from);
  return body.includes(MARK) && strip(annotated) !== body ? body : annotated;
}

/** The attribute of every insertion, or the start of its name. */
const MARK = 'data-tickerspan';

/** Marks the insertions into a body: the first 80 bits of its SHA-256, in hexadecimal. */
function markOf(digest: string): string {
  return digest.slice(0, 20);
}

function planInsertions(
  mentions: readonly JudgedMention[],
  { quotes = new Map(), linkTarget = 'sina', unlinkFalseMentions = false }: AnnotateOptions,
  mark: string,
): Insertion[] {
  const insertions: Insertion[] = [];
  const places = new FreePlaces();
  const urlOf = memoize((ticker: Ticker) => linkTo(ticker, linkTarget));
  for (const mention of mentions) {
    if (!mention.genuine) {
      if (unlinkFalseMentions) insertions.push(...unlinked(mention.link, mark, places));
      continue;
    }
    const quote = quotes.get(mention.ticker);
    insertions.push(...linked(mention, quote?.name ?? mention.text, urlOf, mark, places));
    if (quote && mention.placeholder !== undefined) {
      insertions.push({ at: mention.placeholder, text: pricedWith(quote, mark) });
    }
  }
  return insertions;
}

/** Calls `make` once for each ticker, because articles name the same few companies often. */
function memoize<T>(make: (ticker: Ticker) => T): (ticker: Ticker) => T {
  const made = new Map<Ticker, T>();
  return (ticker) => {
    const known = made.get(ticker);
    if (known !== undefined) return known;
    const value = make(ticker);
    made.set(ticker, value);
    return value;
  };
}

/** Prevents nested links, and two insertions into the same anchor. */
class FreePlaces {
  readonly #anchors = new Set<number>();
  #enclosedTo = -1;

  takeAnchor(at: number): boolean {
    if (this.#anchors.has(at)) return false;
    this.#anchors.add(at);
    return true;
  }

  takeRange(from: number, to: number): boolean {
    if (from < this.#enclosedTo) return false;
    this.#enclosedTo = to;
    return true;
  }
}

function linked(
  { ticker, link }: JudgedMention,
  name: string,
  urlOf: (ticker: Ticker) => string,
  mark: string,
  places: FreePlaces,
): readonly Insertion[] {
  const attributes = ` data-ticker="${escapeUTF8(ticker)}" data-name="${escapeUTF8(name)}"`;
  if (link.kind === 'anchor' && places.takeAnchor(link.attributesAt)) {
    const rel = link.hasRel ? '' : ' rel="noopener"';
    return [{ at: link.attributesAt, text: `${attributes}${rel} data-tickerspan="${mark}"` }];
  }
  if (link.kind === 'bare' && places.takeRange(link.openAt, link.closeAt)) {
    const { openAt, closeAt } = link;
    // A closing tag cannot carry a mark, so this number says where it is.
    const seal = `data-tickerspan="${mark}:${closeAt - openAt}"`;
    return [
      {
        at: openAt,
        text: `<a href="${escapeUTF8(urlOf(ticker))}"${attributes} rel="noopener" ${seal}>`,
      },
      { at: closeAt, text: '</a>' },
    ];
  }
  return [];
}

// An anchor without `href` is not a link (HTML Living Standard, 4.6.1), so renaming the attribute
// is enough.
function unlinked(link: LinkPlace, mark: string, places: FreePlaces): readonly Insertion[] {
  if (link.kind !== 'anchor' || link.hrefAt === undefined || !places.takeAnchor(link.attributesAt)) return [];
  return [{ at: link.hrefAt, text: `data-tickerspan-${mark}-` }];
}

function pricedWith(quote: Quote, mark: string): string {
  const stale = quote.stale ? ' data-stale="true"' : '';
  return (
    `<span data-quoted-at="${escapeUTF8(quote.quotedAt)}" data-state="${quote.state}"${stale} data-tickerspan="${mark}">` +
    `${escapeUTF8(quoteText(quote))}</span>`
  );
}

/**
 * Returns the body as it was before {@link annotate}. A text without a mark, with the mark of
 * another body, or with changes outside the insertions is returned unchanged: insertions are
 * removed only if the result is exactly the body.
 */
export function strip(annotated: string): string {
  const tries = Math.max(1, Math.floor(MAX_WORK / annotated.length));
  for (const mark of marksIn(annotated, tries)) {
    const body = withoutInsertions(annotated, mark);
    if (markOf(sha256(body)) === mark) return body;
  }
  return annotated;
}

/**
 * How many characters to read in search of the real mark. An article may contain forged marks, and
 * each try reads the whole text.
 */
const MAX_WORK = 40_000_000;

function marksIn(text: string, most: number): ReadonlySet<string> {
  const marks = new Set<string>();
  for (const match of text.matchAll(/data-tickerspan(?:="|-)([0-9a-f]{20})(?=[":-])/g)) {
    if (match[1] !== undefined) marks.add(match[1]);
    if (marks.size >= most) break;
  }
  return marks;
}

function withoutInsertions(annotated: string, mark: string): string {
  const value = '"[^"]*"';
  const names = ` data-ticker=${value} data-name=${value}`;
  const insertion = new RegExp(
    [
      `(?<open><a href=${value}${names} rel="noopener" data-tickerspan="${mark}:(?<length>\\d{1,9})">)`,
      `${names}(?: rel="noopener")? data-tickerspan="${mark}"`,
      `<span data-quoted-at=${value} data-state=${value}(?: data-stale="true")? data-tickerspan="${mark}">[^<]*</span>`,
      `data-tickerspan-${mark}-`,
    ].join('|'),
    'g',
  );
  let body = '';
  let from = 0;
  // The length of the body up to our open closing tag.
  let closeAt = Number.POSITIVE_INFINITY;
  const take = (to: number): void => {
    const missing = closeAt - body.length;
    if (to - from >= missing && annotated.startsWith('</a>', from + missing)) {
      body += annotated.slice(from, from + missing);
      from += missing + '</a>'.length;
      closeAt = Number.POSITIVE_INFINITY;
    }
    body += annotated.slice(from, Math.max(from, to));
    from = Math.max(from, to);
  };
  for (const match of annotated.matchAll(insertion)) {
    take(match.index);
    from = match.index + match[0].length;
    if (match.groups?.length !== undefined) closeAt = body.length + Number(match.groups.length);
  }
  take(annotated.length);
  return body;
}
