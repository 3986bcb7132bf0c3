/** What became of one article. */
export interface Outcome {
  /** The file, and the line if the file has many articles. */
  readonly item: string;
  readonly status: number;
  readonly id?: string;
  readonly duplicate?: boolean;
  readonly error?: string;
}

/** Prints each outcome as a line, and the progress. */
export interface Reporter {
  report(outcome: Outcome): void;
}
