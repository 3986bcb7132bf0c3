/** One part of tickerspan that reads outside text, and the laws that hold for whatever it is given. */
export interface FuzzTarget {
  /** Also the name of its folder in the corpus. */
  readonly name: string;
  /** Inputs to start from. Mutations of them reach further than random bytes. */
  readonly seeds: readonly string[];
  /** Pieces of text that mean something to the target. */
  readonly dictionary: readonly string[];
  /**
   * Reads the input and checks the laws.
   *
   * @returns what the target made of the input, in a few words. An input with words that no earlier input had is kept in the corpus.
   * @throws Error if a law is broken.
   */
  run(input: Buffer): string;
}

/** Throws an error that names the broken law. */
export function law(holds: boolean, name: string): asserts holds {
  if (!holds) throw new Error(`broken law: ${name}`);
}

/** A count in words that do not change with every single one: 0, 1, few, many. */
export function magnitude(count: number): string {
  if (count <= 1) return String(count);
  return count < 10 ? 'few' : 'many';
}
