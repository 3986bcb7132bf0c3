export interface ExplorerOptions {
  /** The URL of the module that exports `TARGETS`. */
  readonly module: string;
  readonly target: string;
  /** The corpus folder. */
  readonly folder: string;
  readonly seed: number;
  readonly milliseconds: number;
  /** The file that holds the current input. */
  readonly inputFile: string;
}

/** The messages from the process that tries inputs to its parent. Inputs are base64. */
export type ExplorerReport =
  | { readonly kind: 'new'; readonly input: string; readonly behavior: string }
  | { readonly kind: 'progress'; readonly runs: number }
  | { readonly kind: 'failed'; readonly input: string; readonly reason: string }
  | { readonly kind: 'passed' };
