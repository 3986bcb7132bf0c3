import { allAtOnce, type Steps } from '../async/steps.ts';
import type { Ticker } from '../tickers/ticker.ts';
import { probability, type Weights } from './logistic-model.ts';
import type { Evidence, JudgedMention, Mention } from './mention.ts';
import { contextOf, type MentionContext } from './mention-context.ts';
import type { NameKind } from './name-kind.ts';
import type { Observation, Signal } from './signal.ts';
import { nearWords } from './signals/near-words.ts';
import { SIGNALS } from './signals/table.ts';
import { WEIGHTS } from './weights.ts';

export interface JudgeOptions {
  /** The confidence from which a mention counts as genuine, 0 to 1. */
  readonly minConfidence?: number;
  /** The article's title. */
  readonly title?: string | null;
  /** The names that listings officially bear, as far as quotes have told them. */
  readonly officialNames?: ReadonlyMap<Ticker, string>;
  readonly weights?: Weights;
}

/**
 * Says of each mention how likely it refers to the listed company, and why. Each is judged by its own window of text
 * and the names of the others; their order changes no verdict.
 */
export function judgeMentions(
  mentions: readonly Mention[],
  options: JudgeOptions = {},
): readonly JudgedMention[] {
  return allAtOnce(judgeMentionsSteps(mentions, options));
}

/** How many mentions are judged between two pauses. */
const BATCH = 8;

/** As {@link judgeMentions}, with pauses. */
export function* judgeMentionsSteps(
  mentions: readonly Mention[],
  { minConfidence = 0.5, title = null, officialNames, weights = WEIGHTS }: JudgeOptions = {},
): Steps<readonly JudgedMention[]> {
  const names = new Set(mentions.map(({ text }) => text));
  const judged: JudgedMention[] = [];
  for (const mention of mentions) {
    if (judged.length % BATCH === BATCH - 1) yield;
    const officialName = officialNames?.get(mention.ticker);
    const { confidence, evidence } = weigh(contextOf(mention, { title, names, officialName }), weights);
    judged.push({ ...mention, genuine: confidence >= minConfidence, confidence, evidence });
  }
  return judged;
}

/**
 * Everything that the signals see of a mention. Each feature counts for itself, and once more for names of its kind:
 * that a noun goes before says little of `宁德时代`, and much of `机器人`.
 */
export function observe(context: MentionContext): readonly (Observation & { readonly signal: string })[] {
  return SIGNALS.flatMap((signal: Signal) =>
    signal.read(context).flatMap((observation) => [
      { signal: signal.name, ...observation },
      { signal: signal.name, ...observation, feature: `${observation.feature}:${context.kind}` },
    ]),
  );
}

/**
 * The evidence is what the signals see, for people: first what speaks for the verdict, the weightiest before all else, then what
 * speaks against it, and the bare words on each side last. What counts nothing is left out.
 */
function weigh(
  context: MentionContext,
  weights: Weights,
): { readonly confidence: number; readonly evidence: readonly Evidence[] } {
  const weightOf = weightsFor(weights, context.kind);
  let logOdds = weights.bias;
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

const byKind = new WeakMap<Weights, Map<NameKind, ReadonlyMap<string, number>>>();

/** What each feature counts for names of a kind: for itself, and once more for the kind. */
function weightsFor(weights: Weights, kind: NameKind): ReadonlyMap<string, number> {
  const kinds = byKind.get(weights) ?? new Map<NameKind, ReadonlyMap<string, number>>();
  byKind.set(weights, kinds);
  const known = kinds.get(kind);
  if (known) return known;
  const sums = new Map<string, number>();
  for (const [name, weight] of Object.entries(weights.features)) {
    const feature = name.endsWith(`:${kind}`) ? name.slice(0, -kind.length - 1) : name;
    sums.set(feature, (sums.get(feature) ?? 0) + weight);
  }
  kinds.set(kind, sums);
  return sums;
}

function rounded(number: number, steps: number): number {
  return Math.round(number * steps) / steps;
}
