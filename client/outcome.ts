/** What became of one article. */
export interface Outcome {
  /** The file, and of a file of many the line. */
  readonly item: string;
  readonly status: number;
  readonly id?: string;
  readonly duplicate?: boolean;
  readonly error?: string;
}

/** Tells outcomes as they come: a line each, and how far it is. */
export interface Teller {
  tell(outcome: Outcome): void;
}
