/** A logistic model: the log-odds of a genuine mention are `bias` plus each observed feature's weight times its value. */
export interface Weights {
  readonly bias: number;
  readonly features: Readonly<Record<string, number>>;
}

// bias: of the spans that publishers embed in general news, about seven in ten are genuine.
export const WEIGHTS: Weights = {
  bias: 0.85,
  features: {
    cut: -4,
    aligned: 0.8,
    organisation: 2,
    'proper-name': 0.5,
    place: -0.8,
    person: 0.5,
    'common-word': -3,
    'legal-form': 4.5,
  },
};
