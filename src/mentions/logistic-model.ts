/** A logistic model: the log-odds of a genuine mention are `bias` plus each observed feature's weight times its value. */
export interface Weights {
  readonly bias: number;
  readonly features: Readonly<Record<string, number>>;
}

/** The probability, 0 to 1, that log-odds stand for. */
export function probability(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}
