import { probability } from '../../src/mentions/judge/logistic-model.ts';

/** One example. */
export interface Sample {
  /** Its features and how strong each is. */
  readonly features: ReadonlyMap<string, number>;
  readonly label: boolean;
}

export interface FitOptions {
  /** The L2 penalty of the weights. The bias has none. */
  readonly shrinkage: number;
  /** Fixed weights: they count while the others are learned. */
  readonly given?: Readonly<Record<string, number>>;
}

/** The learned bias and the learned weights that are not 0, by feature. */
export interface Fit {
  readonly bias: number;
  readonly weights: Readonly<Record<string, number>>;
}

/**
 * Fits a logistic model by Newton's method. There is one optimum, so the same samples give the same
 * weights in any order.
 */
export function fitLogistic(samples: readonly Sample[], { shrinkage, given = {} }: FitOptions): Fit {
  const names = commonFeatures(samples).filter((name) => !Object.hasOwn(given, name));
  const columns = new Map(names.map((name, index) => [name, index + 1]));
  const rows = samples.map(
    ({ features, label }): Row => ({
      label: label ? 1 : 0,
      offset: [...features].reduce((sum, [name, value]) => sum + (given[name] ?? 0) * value, 0),
      cells: [
        [0, 1],
        ...[...features].flatMap(([name, value]): Row['cells'] => {
          const column = columns.get(name);
          return column === undefined ? [] : [[column, value]];
        }),
      ],
    }),
  );
  let weights = new Float64Array(names.length + 1);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const step = newtonStep(rows, weights, shrinkage);
    weights = weights.map((weight, index) => weight - (step[index] ?? 0));
    if (step.every((change) => Math.abs(change) < 1e-9)) break;
  }
  const learned = names.map((name, index) => [name, rounded(weights[index + 1] ?? 0)] as const);
  return {
    bias: rounded(weights[0] ?? 0),
    weights: Object.fromEntries(learned.filter(([, weight]) => weight !== 0)),
  };
}

/** Features that fewer examples have are ignored. Most of them are single words. */
const MIN_EXAMPLES = 4;

function commonFeatures(samples: readonly Sample[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { features } of samples) {
    for (const name of features.keys()) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count >= MIN_EXAMPLES)
    .map(([name]) => name)
    .sort();
}

/** Newton's method needs about eight. */
const MAX_ROUNDS = 50;

interface Row {
  readonly label: number;
  /** What the given weights add to the log-odds. */
  readonly offset: number;
  /** Pairs of a column and its value. */
  readonly cells: readonly (readonly [number, number])[];
}

function newtonStep(rows: readonly Row[], weights: Float64Array, shrinkage: number): Float64Array {
  const size = weights.length;
  const gradient = new Float64Array(size);
  const hessian = Array.from({ length: size }, () => new Float64Array(size));
  for (const { label, offset, cells } of rows) {
    const logOdds = cells.reduce((sum, [column, value]) => sum + (weights[column] ?? 0) * value, offset);
    const chance = probability(logOdds);
    for (const [column, value] of cells) {
      add(gradient, column, (chance - label) * value);
      const curvature = chance * (1 - chance) * value;
      for (const [other, otherValue] of cells) add(hessian[column], other, curvature * otherValue);
    }
  }
  for (let column = 0; column < size; column++) {
    const pull = column === 0 ? 1e-6 : shrinkage;
    add(gradient, column, pull * (weights[column] ?? 0));
    add(hessian[column], column, pull);
  }
  return solve(hessian, gradient);
}

function add(array: Float64Array | undefined, index: number, amount: number): void {
  if (array) array[index] = (array[index] ?? 0) + amount;
}

/** Solves a symmetric, positive definite system by Cholesky decomposition. */
function solve(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const lower = cholesky(matrix);
  const middle = new Float64Array(right.length);
  for (let row = 0; row < right.length; row++) {
    middle[row] = ((right[row] ?? 0) - dot(lower[row], middle, row)) / cell(lower, row, row);
  }
  const solution = new Float64Array(right.length);
  for (let row = right.length - 1; row >= 0; row--) {
    let known = 0;
    for (let k = row + 1; k < right.length; k++) known += cell(lower, k, row) * (solution[k] ?? 0);
    solution[row] = ((middle[row] ?? 0) - known) / cell(lower, row, row);
  }
  return solution;
}

/** Returns the lower triangle whose product with its transpose is the matrix. */
function cholesky(matrix: readonly Float64Array[]): readonly Float64Array[] {
  const lower = matrix.map(({ length }) => new Float64Array(length));
  for (const [row, target] of lower.entries()) {
    for (let column = 0; column <= row; column++) {
      const rest = cell(matrix, row, column) - dot(target, lower[column], column);
      target[column] = row === column ? Math.sqrt(rest) : rest / cell(lower, column, column);
    }
  }
  return lower;
}

function cell(matrix: readonly Float64Array[], row: number, column: number): number {
  return matrix[row]?.[column] ?? 0;
}

/** The dot product of the first `length` cells. */
function dot(a: Float64Array | undefined, b: Float64Array | undefined, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += (a?.[k] ?? 0) * (b?.[k] ?? 0);
  return sum;
}

function rounded(weight: number): number {
  return Number(weight.toFixed(3));
}
