import { observe } from '../../src/mentions/judge-mentions.ts';
import { probability, type Weights } from '../../src/mentions/logistic-model.ts';
import type { Example } from './examples.ts';
import { fitLogistic, type Sample } from './logistic-regression.ts';

/** How strongly weights are shrunk; the cross-validated F1 moves by less than half a point between 0.5 and 2. */
export const SHRINKAGE = 1;

/** What the examples cannot teach, for each of them is one paragraph with a publisher's span in it, or hold too seldom. */
export const GIVEN_WEIGHTS = {
  // A code with its exchange, or in brackets behind a name, names a listing whatever stands around it.
  'written-code': 6,
  // The article has named the company before.
  'named-before': 2,
  // A linker that searches for the official name finds it in other words too; where the name is another, it may be an alias.
  'official-name': 0.1,
  'other-official-name': -1.5,
  // Nothing but a company is called one.
  'called-company': 3,
  // A branch or department further on belongs to the company: 中国银行|重庆市分行.
  'distant-own-department': 3,
  // What goes on with 业, 间市场 and the like was cut out of a longer word: 中国银行|业, 中国银行|间市场.
  'cut-suffix': -4,
} as const;

export interface Verdict {
  readonly example: Example;
  readonly confidence: number;
}

export interface Score {
  readonly examples: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** The share of the false mentions that were caught. */
  readonly caught: number;
  /** The publisher's own precision: the share of all mentions that is genuine. */
  readonly baseline: number;
  readonly misses: readonly Verdict[];
}

export function sampleOf({ context, genuine }: Example): Sample {
  const features = new Map<string, number>();
  for (const { feature, value } of observe(context))
    features.set(feature, (features.get(feature) ?? 0) + value);
  return { features, label: genuine };
}

export function verdictOf(example: Example, sample: Sample, { bias, features }: Weights): Verdict {
  let logOdds = bias;
  for (const [name, value] of sample.features) logOdds += (features[name] ?? 0) * value;
  return { example, confidence: probability(logOdds) };
}

/** Judges every example by weights that were learned without any example of the same name. */
export function crossValidate(examples: readonly Example[], folds = 10): readonly Verdict[] {
  const samples = examples.map(sampleOf);
  const foldOf = examples.map(({ name }) => hash(name) % folds);
  return Array.from({ length: folds }, (_, fold) => {
    const weights = fitLogistic(
      samples.filter((_, index) => foldOf[index] !== fold),
      { shrinkage: SHRINKAGE, given: GIVEN_WEIGHTS },
    );
    return examples.flatMap((example, index) => {
      const sample = samples[index];
      return foldOf[index] === fold && sample ? [verdictOf(example, sample, weights)] : [];
    });
  }).flat();
}

export function scoreOf(verdicts: readonly Verdict[], minConfidence = 0.5): Score {
  const count = (genuine: boolean, taken: boolean): number =>
    verdicts.filter((v) => v.example.genuine === genuine && v.confidence >= minConfidence === taken).length;
  const hits = count(true, true);
  const precision = hits / (hits + count(false, true));
  const recall = hits / (hits + count(true, false));
  const genuine = hits + count(true, false);
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
