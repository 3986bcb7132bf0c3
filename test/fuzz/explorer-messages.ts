export interface ExplorerOptions {
  /** The URL of the module that exports `TARGETS`. */
  readonly module: string;
  readonly target: string;
  /** Where the corpus is. */
  readonly folder: string;
  readonly seed: number;
  readonly milliseconds: number;
  /** Holds the input that is being tried. */
  readonly inputFile: string;
}

/** What the process that tries inputs tells its parent. Inputs are base64. */
export type ExplorerReport =
  | { readonly kind: 'new'; readonly input: string; readonly behavior: string }
  | { readonly kind: 'progress'; readonly runs: number }
  | { readonly kind: 'failed'; readonly input: string; readonly reason: string }
  | { readonly kind: 'passed' };
