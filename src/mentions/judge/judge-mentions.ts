import { allAtOnce, type Steps } from '../../async/steps.ts';
import type { Ticker } from '../../tickers/ticker.ts';
import type { Findings } from '../find/find-mentions.ts';
import type { Evidence, JudgedMention, Mention } from '../mention.ts';
import { type LogisticModel, MODEL, probability } from './logistic-model.ts';
import { contextOf, type MentionContext } from './mention-context.ts';
import { nearWords } from './signals/near-words.ts';
import { SIGNALS } from './signals/table.ts';

export interface JudgeOptions {
  /** The confidence, 0 to 1, at which a mention counts as genuine. */
  readonly minConfidence?: number;
  /** The title of the article. */
  readonly title?: string | null;
  /** The official names of listings, as far as quotes gave them. */
  readonly officialNames?: ReadonlyMap<Ticker, string>;
  readonly model?: LogisticModel;
}

export interface JudgeFindingsOptions extends JudgeOptions {
  /** Whether to look for names without markup after a company's first mention. */
  readonly findRepeats: boolean;
  /**
   * Receives the number of mentions, repeats included, before the repeats are judged. May throw to
   * refuse the article.
   */
  readonly onFound?: (mentions: number) => void;
}

export interface JudgedFindings {
  /** In text order. */
  readonly mentions: readonly JudgedMention[];
  /** Whether the body has more mentions, links or spans than we read. */
  readonly isCut: boolean;
}

/** Judges all mentions in a body, then the places where names of genuine companies occur again. */
export function judgeFindings(findings: Findings, options: JudgeFindingsOptions): JudgedFindings {
  return allAtOnce(judgeFindingsSteps(findings, options));
}

/** Like {@link judgeFindings}, with pauses. */
export function* judgeFindingsSteps(
  findings: Findings,
  options: JudgeFindingsOptions,
): Steps<JudgedFindings> {
  const { isCut } = findings;
  const embedded = yield* judgeMentionsSteps(findings.mentions, options);
  if (!options.findRepeats) return { mentions: embedded, isCut };
  const found = yield* findings.repeatsOf(embedded.filter((mention) => mention.genuine));
  options.onFound?.(embedded.length + found.mentions.length);
  const repeats = yield* judgeMentionsSteps(found.mentions, options);
  if (repeats.length === 0) return { mentions: embedded, isCut: isCut || found.isCut };
  // A repeat follows an embedded mention of its ticker, so it is never the first.
  const all = [...embedded, ...repeats.map((mention) => ({ ...mention, first: false }))];
  return { mentions: all.sort((a, b) => a.start - b.start), isCut: isCut || found.isCut };
}

/**
 * Decides how likely each mention refers to the listed company, and why. A verdict depends on the
 * mention's own window of text and on the names of the other mentions, but not on their order.
 */
export function judgeMentions(
  mentions: readonly Mention[],
  options: JudgeOptions = {},
): readonly JudgedMention[] {
  return allAtOnce(judgeMentionsSteps(mentions, options));
}

/** How many mentions are judged between two pauses. */
const BATCH = 8;

function* judgeMentionsSteps(
  mentions: readonly Mention[],
  { minConfidence = 0.5, title = null, officialNames, model = MODEL }: JudgeOptions,
): Steps<readonly JudgedMention[]> {
  const names = new Set(mentions.map(({ text }) => text));
  const seen = new Set<Ticker>();
  const judged: JudgedMention[] = [];
  for (const mention of mentions) {
    if (judged.length % BATCH === BATCH - 1) yield;
    const officialName = officialNames?.get(mention.ticker);
    const { confidence, evidence } = weigh(contextOf(mention, { title, names, officialName }), model);
    const first = !seen.has(mention.ticker);
    seen.add(mention.ticker);
    judged.push({ ...mention, first, genuine: confidence >= minConfidence, confidence, evidence });
  }
  return judged;
}

/**
 * Weighs what the signals see. Each feature counts by the kind of the name: a noun before the name
 * means little for `宁德时代` and much for `机器人`.
 *
 * The evidence is for people. It lists what supports the verdict, then what opposes it, and the
 * bare neighboring words last, the heaviest first in each group. Observations without a weight are
 * left out.
 */
export function weigh(
  context: MentionContext,
  { bias, weights }: LogisticModel,
): { readonly confidence: number; readonly evidence: readonly Evidence[] } {
  const weightOf = weights[context.kind];
  let logOdds = bias;
  const evidence: Evidence[] = [];
  for (const signal of SIGNALS) {
    for (const { feature, value, detail } of signal.read(context)) {
      const weight = (weightOf.get(feature) ?? 0) * value;
      if (weight === 0) continue;
      logOdds += weight;
      evidence.push({ signal: signal.name, weight: rounded(weight, 1000), detail });
    }
  }
  const rankOf = ({ signal, weight }: Evidence): number =>
    signal === nearWords.name ? 2 : Number(weight < 0 !== logOdds < 0);
  evidence.sort((a, b) => rankOf(a) - rankOf(b) || Math.abs(b.weight) - Math.abs(a.weight));
  return { confidence: rounded(probability(logOdds), 10_000), evidence };
}

function rounded(number: number, steps: number): number {
  return Math.round(number * steps) / steps;
}
