import { weigh } from '../../src/mentions/judge/judge-mentions.ts';
import {
  GIVEN_WEIGHTS,
  type LogisticModel,
  modelOf,
  type WeightTable,
  withGivenWeights,
} from '../../src/mentions/judge/logistic-model.ts';
import { NAME_KINDS } from '../../src/mentions/judge/name-kind.ts';
import { SIGNALS } from '../../src/mentions/judge/signals/table.ts';
import type { Example } from './examples.ts';
import { fitLogistic, type Sample } from './logistic-regression.ts';

/**
 * How strongly weights are shrunk. Between 0.5 and 2 the cross-validated F1 changes by less than
 * half a point.
 */
const SHRINKAGE = 1;

export interface Verdict {
  readonly example: Example;
  readonly confidence: number;
}

export interface Score {
  readonly examples: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** The share of the false mentions that the judge rejected. */
  readonly caught: number;
  /** The share of all mentions that is genuine: the publisher's own precision. */
  readonly baseline: number;
  readonly misses: readonly Verdict[];
}

/** Learns the weights of all features but the given ones. */
export function fitTable(examples: readonly Example[]): WeightTable {
  const options = { shrinkage: SHRINKAGE, given: GIVEN_WEIGHTS };
  const { bias, weights } = fitLogistic(examples.map(sampleOf), options);
  const features = new Map<string, Record<string, number>>();
  for (const [column, weight] of Object.entries(weights)) {
    const [feature, kind] = featureAndKind(column);
    features.set(feature, { ...features.get(feature), [kind]: weight });
  }
  return { bias, features: Object.fromEntries([...features].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/**
 * Each feature has a column for every name, `feature`, and one for the kind of the name,
 * `feature:kind`.
 */
function sampleOf({ context, genuine }: Example): Sample {
  const features = new Map<string, number>();
  for (const { feature, value } of SIGNALS.flatMap((signal) => signal.read(context))) {
    for (const column of [feature, `${feature}:${context.kind}`])
      features.set(column, (features.get(column) ?? 0) + value);
  }
  return { features, label: genuine };
}

function featureAndKind(column: string): readonly [feature: string, kind: string] {
  const kind = NAME_KINDS.find((name) => column.endsWith(`:${name}`));
  return kind === undefined ? [column, '*'] : [column.slice(0, -kind.length - 1), kind];
}

export function verdictOf(example: Example, model: LogisticModel): Verdict {
  return { example, confidence: weigh(example.context, model).confidence };
}

/** Judges every example with weights learned without the examples of the same name. */
export function crossValidate(examples: readonly Example[], folds = 10): readonly Verdict[] {
  const foldOf = examples.map(({ name }) => hash(name) % folds);
  return Array.from({ length: folds }, (_, fold) => {
    const learned = fitTable(examples.filter((_, index) => foldOf[index] !== fold));
    const model = modelOf(withGivenWeights(learned));
    return examples.filter((_, index) => foldOf[index] === fold).map((example) => verdictOf(example, model));
  }).flat();
}

export function scoreOf(verdicts: readonly Verdict[], minConfidence = 0.5): Score {
  const count = (genuine: boolean, accepted: boolean): number =>
    verdicts.filter((v) => v.example.genuine === genuine && v.confidence >= minConfidence === accepted)
      .length;
  const hits = count(true, true);
  const genuine = hits + count(true, false);
  const precision = hits / (hits + count(false, true));
  const recall = hits / genuine;
  return {
    examples: verdicts.length,
    precision,
    recall,
    f1: (2 * precision * recall) / (precision + recall),
    caught: count(false, false) / (count(false, false) + count(false, true)),
    baseline: genuine / verdicts.length,
    misses: verdicts.filter((v) => v.confidence >= minConfidence !== v.example.genuine),
  };
}

/** FNV-1a over UTF-16 code units: the same on every machine. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return value;
}
