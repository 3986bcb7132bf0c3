import { allAtOnce, type Steps } from '../async/steps.ts';
import { cleanText } from '../clean-text.ts';
import { findMentionsSteps } from '../mentions/find/find-mentions.ts';
import { type JudgedFindings, judgeFindingsSteps } from '../mentions/judge/judge-mentions.ts';
import { type JudgedMention, MAX_MENTIONS } from '../mentions/mention.ts';
import type { ClosingPrices } from '../quotes/closing-prices.ts';
import type { DailyBar } from '../quotes/daily-bars.ts';
import type { Quote } from '../quotes/quote.ts';
import type { QuoteAnswers, QuoteSource } from '../quotes/quote-source.ts';
import { companyLinks } from '../tickers/company-links.ts';
import { kindOf, marketOf } from '../tickers/markets.ts';
import { notationsOf } from '../tickers/notations.ts';
import type { Ticker } from '../tickers/ticker.ts';
import { annotate } from './annotate.ts';
import type { Article, Company, Enrichment, ListedMention, StoredText } from './article.ts';
import { MAX_LATER_EVIDENCE } from './article-schemas.ts';
import { boundedWarnings, type Warning } from './warning.ts';

export interface EnrichOptions {
  readonly quotes: QuoteSource;
  /** What listings cost when the article was published. Without it, results have no such price. */
  readonly closes?: ClosingPrices;
  readonly signal: AbortSignal;
  readonly minConfidence: number;
  readonly linkTarget: string;
  readonly unlinkFalseMentions: boolean;
  /** Whether later occurrences of a company's name are mentions too. */
  readonly linkRepeats: boolean;
  /** Runs a computation. The default runs it to its end without a pause. */
  readonly compute?: <T>(steps: Steps<T>) => Promise<T>;
  /** Receives the number of mentions before they are judged. May throw to refuse the article. */
  readonly onFound?: (mentions: number) => void;
}

/**
 * The whole use case: find → judge → quote → annotate. It asks for the quotes of all tickers at
 * once. Apart from the quotes, enriching an article twice gives the same result. A missing quote is
 * reported in the result and is not an error.
 */
export async function enrichArticle(
  article: Article & Partial<StoredText>,
  options: EnrichOptions,
): Promise<Enrichment> {
  const { quotes, closes, signal, minConfidence, linkTarget, unlinkFalseMentions, linkRepeats } = options;
  const compute = options.compute ?? (async (steps) => allAtOnce(steps));
  const { onFound } = options;
  const { format } = article;
  const findings = await compute(
    findMentionsSteps(article.body, { format, ...(onFound ? { onFound } : {}) }),
  );
  const judge = (officialNames?: ReadonlyMap<Ticker, string>) =>
    compute(
      judgeFindingsSteps(findings, {
        minConfidence,
        title: article.metadata.title,
        findRepeats: linkRepeats,
        ...(onFound ? { onFound } : {}),
        ...(officialNames ? { officialNames } : {}),
      }),
    );
  const first = await judge();
  const believed = byTicker(genuineOf(first.mentions));
  const { publishedAt } = article.metadata;
  const [answers, past] = await Promise.all([
    quotes.quotesFor([...believed.keys()], { signal }),
    publishedAt === null
      ? undefined
      : closes?.closesBy([...believed.keys()], new Date(publishedAt), { signal }),
  ]);
  // Now the official names are known, so judge again.
  const names = new Map([...answers.quotes].map(([ticker, { name }]) => [ticker, name]));
  const judged = names.size === 0 ? first : await judge(names);
  const { mentions } = judged;
  const genuine = byTicker(genuineOf(mentions));
  return {
    body: annotate(article.body, mentions, {
      quotes: answers.quotes,
      linkTarget,
      unlinkFalseMentions,
      ...(article.sha256 === undefined ? {} : { sha256: article.sha256 }),
    }),
    mentions: withBoundedEvidence(mentions.map(listed)),
    companies: [...genuine].map(([ticker, places]) => companyOf(ticker, places, answers, past?.get(ticker))),
    warnings: boundedWarnings([...(article.warnings ?? []), ...tooManyMentions(judged)]),
  };
}

function genuineOf(mentions: readonly JudgedMention[]): readonly JudgedMention[] {
  return mentions.filter((mention) => mention.genuine);
}

function byTicker(mentions: readonly JudgedMention[]): ReadonlyMap<Ticker, readonly JudgedMention[]> {
  const groups = new Map<Ticker, JudgedMention[]>();
  for (const mention of mentions) {
    const group = groups.get(mention.ticker);
    if (group) group.push(mention);
    else groups.set(mention.ticker, [mention]);
  }
  return groups;
}

/** Returns a mention as results list it. */
export function listed(mention: JudgedMention): ListedMention {
  const { ticker, text, start, end, dialect, first, genuine, confidence, evidence } = mention;
  return { ticker, text: cleanText(text), start, end, dialect, first, genuine, confidence, evidence };
}

/** Returns a warning if the article was not read to its end. */
export function tooManyMentions({ isCut, mentions }: JudgedFindings): readonly Warning[] {
  if (!isCut) return [];
  const end = mentions.at(-1)?.end;
  const detail = `The article has more mentions, links or spans than we read. It keeps its first ${MAX_MENTIONS} mentions at most, and the rest is unchanged`;
  return [{ code: 'too-many-mentions', detail, ...(end === undefined ? {} : { start: end }) }];
}

function withBoundedEvidence(mentions: readonly ListedMention[]): readonly ListedMention[] {
  let left = MAX_LATER_EVIDENCE;
  return mentions.map((mention) => (mention.first || left-- > 0 ? mention : { ...mention, evidence: [] }));
}

function companyOf(
  ticker: Ticker,
  places: readonly JudgedMention[],
  { quotes, missing }: QuoteAnswers,
  past: DailyBar | undefined,
): Company {
  const quote = quotes.get(ticker) ?? null;
  const reason = quote ? undefined : (missing.get(ticker) ?? 'upstream-error');
  return {
    ticker,
    name: quote?.name ?? cleanText(places[0]?.text ?? ticker),
    market: marketOf(ticker).mic,
    kind: kindOf(ticker),
    mentions: places.length,
    notations: notationsOf(ticker),
    links: companyLinks(ticker),
    quote,
    ...(reason === undefined ? {} : { missing: reason }),
    ...(past === undefined ? {} : { publicationClose: { ...past, changeSince: changeSince(past, quote) } }),
  };
}

function changeSince({ close }: DailyBar, quote: Quote | null): number | null {
  if (quote === null || quote.price === null) return null;
  return Number((((quote.price - close) / close) * 100).toFixed(2));
}
