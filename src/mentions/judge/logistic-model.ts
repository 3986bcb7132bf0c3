import { z } from 'zod';
import { NAME_KINDS, type NameKind } from './name-kind.ts';
import learned from './weights.json' with { type: 'json' };

/**
 * Weights that a person chose, because the labeled sentences cannot teach them: a sentence is one
 * paragraph with a publisher's span, and some features are too rare. They apply to names of every
 * kind.
 */
export const GIVEN_WEIGHTS = {
  // A code with its exchange, or in brackets after a name, names a listing in any context.
  'written-code': 6,
  // The article has named the company before.
  'named-before': 2,
  // A linker that searches for the official name also finds it inside other words. A different name
  // may be an alias.
  'official-name': 0.1,
  'other-official-name': -1.5,
  // Only a company is called one.
  'called-company': 3,
  // A branch or department later in the text belongs to the company: 中国银行|重庆市分行.
  'distant-own-department': 3,
  // A name followed by 业, 间市场 and the like was cut out of a longer word: 中国银行|业, 中国银行|间市场.
  'cut-suffix': -4,
} as const;

const tableSchema = z.object({
  bias: z.number(),
  features: z.record(z.string(), z.partialRecord(z.enum(['*', ...NAME_KINDS]), z.number())),
});

/**
 * The content of `weights.json`: for each feature, its weight for every name (`*`) and what each
 * kind of name adds.
 */
export type WeightTable = z.infer<typeof tableSchema>;

/**
 * The log-odds of a genuine mention are `bias` plus the sum of each observed feature's weight times
 * its value.
 */
export interface LogisticModel {
  readonly bias: number;
  /** The weight of each feature, by the kind of name. */
  readonly weights: Readonly<Record<NameKind, ReadonlyMap<string, number>>>;
}

export function modelOf({ bias, features }: WeightTable): LogisticModel {
  const rows = Object.entries(features);
  const weightsFor = (kind: NameKind) =>
    new Map(rows.map(([feature, row]) => [feature, (row['*'] ?? 0) + (row[kind] ?? 0)]));
  return {
    bias,
    weights: {
      word: weightsFor('word'),
      place: weightsFor('place'),
      'place-compound': weightsFor('place-compound'),
      phrase: weightsFor('phrase'),
      distinct: weightsFor('distinct'),
    },
  };
}

/** Returns the learned weights together with {@link GIVEN_WEIGHTS}. */
export function withGivenWeights({ bias, features }: WeightTable): WeightTable {
  const given = Object.entries(GIVEN_WEIGHTS).map(([feature, weight]) => [feature, { '*': weight }]);
  return { bias, features: { ...features, ...Object.fromEntries(given) } };
}

/** The model of the product. `npm run fit:mentions` learns its weights from labeled sentences. */
export const MODEL = modelOf(withGivenWeights(tableSchema.parse(learned)));

/** Converts log-odds to a probability from 0 to 1. */
export function probability(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}
