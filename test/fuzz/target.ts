/** A part of tickerspan that reads untrusted text, and the laws that hold for every input. */
export interface FuzzTarget {
  /** Also the name of its folder in the corpus. */
  readonly name: string;
  /** Inputs to start from. Mutations of them reach further than random bytes. */
  readonly seeds: readonly string[];
  /** Pieces of text that have a meaning for the target. */
  readonly dictionary: readonly string[];
  /**
   * Reads the input and checks the laws.
   * @returns a short description of the target's behavior. An input with a new description is saved
   * in the corpus.
   * @throws Error if a law is broken.
   */
  run(input: Buffer): string;
}

/** Throws an error that names the law, unless it holds. */
export function law(holds: boolean, name: string): asserts holds {
  if (!holds) throw new Error(`broken law: ${name}`);
}

/** Describes a count in words that rarely change: 0, 1, few, many. */
export function magnitude(count: number): string {
  if (count <= 1) return String(count);
  return count < 10 ? 'few' : 'many';
}
