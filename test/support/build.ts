import {
  type Article,
  type ArticleMetadata,
  type Company,
  type ListedMention,
  NO_METADATA,
} from '../../src/articles/article.ts';
import type { FinishedRevision } from '../../src/feed/feed-entry.ts';
import { type FindOptions, findMentions } from '../../src/mentions/find/find-mentions.ts';
import type { JudgedMention, Mention } from '../../src/mentions/mention.ts';
import type { Quote } from '../../src/quotes/quote.ts';
import type { MissingReason, QuoteSource } from '../../src/quotes/quote-source.ts';
import { codeOf, exchangeOf, parseTicker, type Ticker } from '../../src/tickers/ticker.ts';

/** Returns a quote of a share that is traded, with `parts` replaced. */
export function aQuote(parts: Partial<Quote> = {}): Quote {
  return {
    name: '长安汽车',
    price: 10.52,
    previousClose: 10.4,
    change: 0.12,
    changePercent: 1.15,
    open: 10.45,
    high: 10.6,
    low: 10.38,
    volume: 52_310_700,
    amount: 549_262_350,
    currency: 'CNY',
    quotedAt: '2026-09-30T06:10:19.000Z',
    fetchedAt: '2026-09-30T06:10:21.000Z',
    source: 'tencent',
    state: 'trading',
    session: 'open',
    stale: false,
    ...parts,
  };
}

export function anArticle(parts: Partial<Article> = {}): Article {
  return { format: 'html', metadata: NO_METADATA, frontMatter: '', body: '<p>正文</p>', ...parts };
}

/** Returns the URL of Sina's page about a listing. */
export function sinaUrl(code: string): string {
  return `https://finance.sina.com.cn/realstock/company/${code}/nc.shtml`;
}

/**
 * Returns what Sina's linker makes of a name: a span with a link, and the placeholder for the
 * quote.
 */
export function sinaSpan(code: string, name: string): string {
  return (
    `<span id="stock_${code}"><a href="${sinaUrl(code)}" class="keyword" target="_blank">${name}</a></span>` +
    `<span id="quote_${code}"></span>`
  );
}

/** Finds the mentions in a body. */
export function mentionsIn(body: string, options: FindOptions = {}): readonly Mention[] {
  return findMentions(body, options).mentions;
}

/** Returns the mentions as a judge would who believes them all. */
export function genuine(mentions: readonly Mention[]): readonly JudgedMention[] {
  return judged(mentions, true);
}

export function judged(mentions: readonly Mention[], isGenuine: boolean): readonly JudgedMention[] {
  const confidence = isGenuine ? 0.99 : 0.01;
  return mentions.map((mention) => ({
    ...mention,
    first: true,
    genuine: isGenuine,
    confidence,
    evidence: [],
  }));
}

/** Finds the mentions in a body and marks all of them as genuine. */
export function genuineIn(body: string): readonly JudgedMention[] {
  return genuine(mentionsIn(body));
}

/** Returns quotes by ticker. */
export function quotesOf(quotes: Readonly<Record<string, Quote>>): ReadonlyMap<Ticker, Quote> {
  return new Map(Object.entries(quotes).map(([code, quote]) => [parseTicker(code), quote]));
}

export interface ScriptedSource extends QuoteSource {
  /** The tickers of each request, in order. */
  readonly asked: (readonly Ticker[])[];
}

/**
 * Creates a source that answers from a table. A ticker that is not in it is unknown. An Error
 * instead of a table is thrown.
 */
export function sourceOf(
  name: string,
  answers: Readonly<Record<string, Quote | MissingReason>> | Error,
): ScriptedSource {
  const asked: (readonly Ticker[])[] = [];
  return {
    name,
    asked,
    async quotesFor(tickers) {
      asked.push(tickers);
      if (answers instanceof Error) throw answers;
      const quotes = new Map<Ticker, Quote>();
      const missing = new Map<Ticker, MissingReason>();
      for (const ticker of tickers) {
        const answer = answers[ticker] ?? 'unknown';
        if (typeof answer === 'string') missing.set(ticker, answer);
        else quotes.set(ticker, answer);
      }
      return { quotes, missing };
    },
  };
}

/**
 * Returns a row of Tencent's answer for a mainland listing. `parts` replaces fields by their
 * number.
 */
export function tencentRow(key: string, parts: Readonly<Record<number, string>> = {}): string {
  const fields = new Array<string>(88).fill('');
  const known: Readonly<Record<number, string>> = {
    0: { sh: '1', sz: '51', bj: '62' }[key.slice(0, 2)] ?? '',
    1: '长安汽车',
    2: key.slice(2),
    3: '10.52',
    4: '10.40',
    5: '10.45',
    6: '523107',
    30: '20260930141019',
    31: '0.12',
    32: '1.15',
    33: '10.60',
    34: '10.38',
    35: '10.52/523107/549262350',
    37: '54926',
    61: 'GP-A',
    82: 'CNY',
    ...parts,
  };
  for (const [index, field] of Object.entries(known)) fields[Number(index)] = field;
  return `v_${key}="${fields.join('~')}";\n`;
}

/**
 * Returns a row of Sina's answer for a mainland listing. `parts` replaces fields by their number.
 */
export function sinaRow(key: string, parts: Readonly<Record<number, string>> = {}): string {
  const fields = new Array<string>(34).fill('0');
  const known: Readonly<Record<number, string>> = {
    0: '长安汽车',
    1: '10.450',
    2: '10.400',
    3: '10.520',
    4: '10.600',
    5: '10.380',
    6: '10.510',
    7: '10.520',
    8: '52310700',
    9: '549262350.000',
    30: '2026-09-30',
    31: '14:10:19',
    32: '00',
    33: '',
    ...parts,
  };
  for (const [index, field] of Object.entries(known)) fields[Number(index)] = field;
  return `var hq_str_${key}="${fields.join(',')}";\n`;
}

/**
 * Returns the cells that turn a row of `tencentRow` or `sinaRow` into one of Hong Kong or New York.
 * Mainland rows need none.
 */
export function foreignCells(ticker: Ticker): Readonly<Record<number, string>> {
  switch (exchangeOf(ticker)) {
    case 'hk':
      return { 0: '', 2: codeOf(ticker), 17: '2026/09/30', 18: '16:08', 30: '2026/09/30 16:08:11' };
    case 'us':
      return {
        0: '200',
        2: codeOf(ticker),
        25: 'Sep 30 04:00PM EDT',
        29: '2026',
        30: '2026-09-30 16:00:01',
      };
    default:
      return {};
  }
}

/** Returns a row of Eastmoney's answer for a secid such as `0.000625`. `parts` replaces cells. */
export function eastmoneyRow(secid: string, parts: Readonly<Record<string, unknown>> = {}): object {
  const [market, code] = secid.split('.');
  return {
    f2: 10.52,
    f5: 523107,
    f6: 549262350.0,
    f12: code,
    f13: Number(market),
    f14: '长安汽车',
    f15: 10.6,
    f16: 10.38,
    f17: 10.45,
    f18: 10.4,
    // 14:10:19 in Shanghai.
    f124: 1790748619,
    ...parts,
  };
}

/** Returns Eastmoney's answer with these rows. */
export function eastmoneyAnswer(...rows: readonly unknown[]): string {
  return JSON.stringify({ rc: 0, rt: 11, lt: 1, full: 1, data: { total: rows.length, diff: rows } });
}

/**
 * Returns a revision for the feed that mentions 长安汽车 once, with one more mention that is not
 * genuine.
 */
export function aRevision({
  source = null,
  title = null,
  ...parts
}: Partial<FinishedRevision> & Pick<Partial<ArticleMetadata>, 'source' | 'title'> = {}): FinishedRevision {
  const mentions = [{ genuine: true }, { genuine: false }] as unknown as readonly ListedMention[];
  const companies = [{ ticker: 'sz000625', name: '长安汽车' }] as unknown as readonly Company[];
  return {
    id: `a_${'a'.repeat(26)}`,
    generation: 'first',
    revision: 1,
    enrichedAt: '2026-09-30T06:10:22.000Z',
    metadata: { ...NO_METADATA, source, title },
    enrichment: { mentions, companies },
    ...parts,
  };
}
