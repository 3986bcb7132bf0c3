import { z } from 'zod';
import { allAtOnce, type Steps } from '../async/steps.ts';
import type { DeepReadonly } from '../deep-readonly.ts';
import { type Findings, findMentionsSteps } from '../mentions/find/find-mentions.ts';
import { judgeFindingsSteps } from '../mentions/judge/judge-mentions.ts';
import type { JudgedMention } from '../mentions/mention.ts';
import { kindOf } from '../tickers/markets.ts';
import { type Ticker, tickerSchema } from '../tickers/ticker.ts';
import type { Article } from './article.ts';
import { formatSchema, listedMentionSchema, metadataSchema } from './article-schemas.ts';
import { listed, tooManyMentions } from './enrich-article.ts';
import { placeOfMojibake } from './mojibake.ts';
import { boundedWarnings, type Warning, warningSchema } from './warning.ts';

/**
 * A place where a dialect claims a ticker: a mention with its evidence, or a rejected element with
 * the reason.
 */
const candidateSchema = z.union([
  listedMentionSchema.extend({ mention: z.literal(true) }),
  z.strictObject({
    mention: z.literal(false),
    ticker: tickerSchema,
    dialect: z.string(),
    start: z.int().min(0),
    reason: z.string(),
  }),
]);

export type Candidate = DeepReadonly<z.infer<typeof candidateSchema>>;

/**
 * Every candidate of an article, whether it is a mention, and why. Nothing is stored and no quote
 * is requested.
 */
export const explanationSchema = z.strictObject({
  article: metadataSchema.extend({ format: formatSchema }),
  candidates: z.array(candidateSchema),
  warnings: z.array(warningSchema),
});

export type Explanation = DeepReadonly<z.infer<typeof explanationSchema>>;

export interface ExplainOptions {
  readonly minConfidence: number;
  readonly linkRepeats: boolean;
}

export function explainArticle(article: Article, options: ExplainOptions): Explanation {
  return allAtOnce(explainArticleSteps(article, options));
}

/** Like {@link explainArticle}, with pauses. */
export function* explainArticleSteps(
  article: Article,
  { minConfidence, linkRepeats }: ExplainOptions,
): Steps<Explanation> {
  const findings = yield* findMentionsSteps(article.body, { format: article.format });
  const { title } = article.metadata;
  const judged = yield* judgeFindingsSteps(findings, { minConfidence, title, findRepeats: linkRepeats });
  const { mentions } = judged;
  const rejected = findings.rejected.map(({ ticker, dialect, reason, at }) => ({
    mention: false as const,
    ticker,
    dialect,
    start: at,
    reason: REASONS[reason],
  }));
  const candidates = [
    ...mentions.map((mention) => ({ mention: true as const, ...listed(mention) })),
    ...rejected,
  ];
  return {
    article: { ...article.metadata, format: article.format },
    candidates: candidates.sort((a, b) => a.start - b.start),
    warnings: boundedWarnings([
      ...(article.warnings ?? []),
      ...mojibake(article.body),
      ...rejectedWarnings(findings),
      ...unknownMarkets(article.body),
      ...indices(mentions),
      ...disagreement(findings),
      ...tooManyMentions(judged),
    ]),
  };
}

const REASONS = {
  empty: 'the element holds no text',
  unclosed: 'the element is never closed, or not in its paragraph',
  'too-long': 'the element holds more than a name',
} as const;

function mojibake(body: string): readonly Warning[] {
  const start = placeOfMojibake(body);
  if (start === undefined) return [];
  const detail = 'The text looks as if it was decoded by the wrong charset';
  return [{ code: 'mojibake', detail, start }];
}

function rejectedWarnings({ rejected }: Findings): readonly Warning[] {
  return rejected.map(({ ticker, reason, at }) => ({
    code: reason === 'empty' ? 'empty-span' : 'unclosed-span',
    detail: `The element of ${ticker} is no mention: ${REASONS[reason]}`,
    ticker,
    start: at,
  }));
}

/** Ids in Sina's form with an unknown exchange. */
const UNKNOWN_MARKET = /\bid\s*=\s*["']?stock_((?!sh|sz|bj)[a-z]{2}\d{5,6})\b/g;
const MAX_WARNINGS = 20;

function unknownMarkets(body: string): readonly Warning[] {
  const warnings: Warning[] = [];
  for (const { 1: code, index } of body.matchAll(UNKNOWN_MARKET)) {
    if (warnings.length === MAX_WARNINGS) break;
    warnings.push({
      code: 'unknown-market',
      detail: `${code} is of no market that is known`,
      start: index,
    });
  }
  return warnings;
}

function indices(mentions: readonly JudgedMention[]): readonly Warning[] {
  return mentions
    .filter(({ ticker, first }) => first && kindOf(ticker) === 'index')
    .map(({ ticker, text, start }) => ({
      code: 'index-not-company',
      detail: `${text} is an index, which has no company`,
      ticker,
      start,
    }));
}

function disagreement({ announced, mentions, rejected }: Findings): readonly Warning[] {
  if (announced.length === 0) return [];
  // The linker ignores codes in the text itself.
  const linked = mentions.filter(({ dialect }) => dialect !== 'text');
  const embedded = new Set([...linked, ...rejected].map(({ ticker }) => ticker));
  const known = new Set(announced);
  const missing = announced.filter((ticker) => !embedded.has(ticker));
  const extra = [...embedded].filter((ticker) => !known.has(ticker));
  if (missing.length === 0 && extra.length === 0) return [];
  const parts = [
    ...(missing.length > 0 ? [`the comment announces ${someOf(missing)} without a span`] : []),
    ...(extra.length > 0 ? [`${someOf(extra)} stand in spans without being announced`] : []),
  ];
  return [{ code: 'comment-and-spans-disagree', detail: parts.join('; ') }];
}

function someOf(tickers: readonly Ticker[]): string {
  const more = tickers.length - MAX_WARNINGS;
  return tickers.slice(0, MAX_WARNINGS).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
