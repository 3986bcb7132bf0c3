import type { Evidence, JudgedMention, Mention } from './mention.ts';
import type { MentionContext, Signal } from './signal.ts';
import { SIGNALS } from './signals/table.ts';
import { WEIGHTS, type Weights } from './weights.ts';
import { wordsOf } from './words.ts';

export interface JudgeOptions {
  /** The confidence from which a mention counts as genuine, 0 to 1. */
  readonly minConfidence?: number;
  readonly signals?: readonly Signal[];
  readonly weights?: Weights;
}

/**
 * Says of each mention how likely it refers to the listed company, and why. Each is judged by its own window of
 * text; the mentions' order and number change no verdict.
 */
export function judgeMentions(
  mentions: readonly Mention[],
  options: JudgeOptions = {},
): readonly JudgedMention[] {
  return mentions.map((mention) => judge(mention, options));
}

function judge(
  mention: Mention,
  { minConfidence = 0.5, signals = SIGNALS, weights = WEIGHTS }: JudgeOptions,
): JudgedMention {
  const context = contextOf(mention);
  const evidence = signals.flatMap((signal) => weigh(signal, context, weights));
  const logOdds = evidence.reduce((sum, { weight }) => sum + weight, weights.bias);
  const confidence = round(1 / (1 + Math.exp(-logOdds)), 4);
  return { ...mention, genuine: confidence >= minConfidence, confidence, evidence };
}

/** Words are cut out of this many characters on each side of a name: a word's edges depend on its neighbours only. */
const WORDS_WINDOW = 20;

function contextOf(mention: Mention): MentionContext {
  const before = mention.before.slice(-WORDS_WINDOW);
  return {
    mention,
    words: wordsOf(before + mention.text + mention.after.slice(0, WORDS_WINDOW)),
    nameStart: before.length,
    nameEnd: before.length + mention.text.length,
  };
}

function weigh(signal: Signal, context: MentionContext, weights: Weights): readonly Evidence[] {
  return signal.read(context).map(({ feature, value, detail }) => ({
    signal: signal.name,
    weight: round((weights.features[feature] ?? 0) * value, 3),
    detail,
  }));
}

function round(number: number, digits: number): number {
  return Number(number.toFixed(digits));
}
