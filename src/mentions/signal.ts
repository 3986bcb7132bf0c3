import type { MentionContext } from './mention-context.ts';

/**
 * One independent reason to believe a mention or not. A signal is one file in `signals/` and one line in its table;
 * it knows no other signal and weighs nothing: it says what it sees, `weights.json` says how much that counts.
 */
export interface Signal {
  /** As it stands in the evidence. */
  readonly name: string;
  /** What it sees; an empty list where it has nothing to say. */
  read(context: MentionContext): readonly Observation[];
}

/** One thing seen: `feature` is its row in the weights, `value` how strongly it shows (usually 1). */
export interface Observation {
  readonly feature: string;
  readonly value: number;
  /** A sentence fragment for people. */
  readonly detail: string;
}
