import fc from 'fast-check';
import { MAX_INPUT_BYTES, mutated } from './mutated.ts';
import type { FuzzTarget } from './target.ts';

export interface ExploreOptions {
  /** The first inputs: the corpus and the target's own seeds. */
  readonly corpus: readonly Buffer[];
  readonly seed: number;
  /** Called between batches. */
  readonly isOver: () => boolean;
  /** Called before each input is tried, because the process may not survive it. */
  readonly onInput?: (input: Buffer) => void;
  /** Called with an input for which the target shows new behavior. */
  readonly onNew?: (input: Buffer, behavior: string) => void;
  readonly onProgress?: (runs: number) => void;
}

export interface Failure {
  /** The smallest known input that breaks the law. */
  readonly input: Buffer;
  readonly reason: string;
}

/** Maximum size of inputs for the corpus. People should be able to read them. */
const MAX_KEPT_BYTES = 2048;
const BATCH = 200;

/**
 * Tries mutations of the corpus on a target until `isOver` or until a law is broken. The same seed
 * gives the same inputs.
 */
export function explore(target: FuzzTarget, options: ExploreOptions): Failure | undefined {
  const { isOver, onInput, onNew, onProgress } = options;
  const corpus = [...options.corpus];
  const behaviors = new Set<string>();
  const attempt = (input: Buffer): void => {
    onInput?.(input);
    const behavior = timed(() => target.run(input));
    if (behaviors.has(behavior)) return;
    behaviors.add(behavior);
    if (input.length > MAX_KEPT_BYTES || corpus.includes(input)) return;
    corpus.push(input);
    onNew?.(input, behavior);
  };
  for (const input of options.corpus) {
    const failure = failureOf(() => attempt(input));
    if (failure) return { input, reason: failure };
  }
  for (let batch = 0; !isOver(); batch += 1) {
    const details = fc.check(
      fc.property(mutated(corpus, target.dictionary), (input) => {
        attempt(input);
      }),
      { numRuns: BATCH, seed: options.seed + batch, endOnFailure: false, markInterruptAsFailure: false },
    );
    if (details.failed) {
      const [input = Buffer.alloc(0)] = details.counterexample ?? [];
      return {
        input: input.subarray(0, MAX_INPUT_BYTES),
        reason: String(details.errorInstance ?? 'unknown'),
      };
    }
    onProgress?.((batch + 1) * BATCH);
  }
  return undefined;
}

/** Processor time, because other load on the machine does not affect it. */
const MAX_SECONDS = 3;

function timed<T>(run: () => T): T {
  const before = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  if (seconds > MAX_SECONDS)
    throw new Error(
      `broken law: an input needs at most ${MAX_SECONDS} s; this one needed ${seconds.toFixed(1)} s`,
    );
  return result;
}

function failureOf(run: () => void): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return String(error);
  }
}
