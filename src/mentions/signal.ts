import type { Mention } from './mention.ts';
import type { Word } from './words.ts';

/**
 * One independent reason to believe a mention or not. A signal is one file in `signals/` and one line in its table;
 * it knows no other signal and weighs nothing: it says what it sees, `weights.ts` says how much that counts.
 */
export interface Signal {
  /** As it stands in the evidence. */
  readonly name: string;
  /** What it sees; an empty list where it has nothing to say. */
  read(context: MentionContext): readonly Observation[];
}

/** What a signal may look at: the mention and the words of its window, never the whole article. */
export interface MentionContext {
  readonly mention: Mention;
  /** The name with some of the text on each side, cut into words. */
  readonly words: readonly Word[];
  /** Where the name stands in the text that the words are of. */
  readonly nameStart: number;
  readonly nameEnd: number;
}

/** One thing seen: `feature` is its row in the weights, `value` how strongly it shows (usually 1). */
export interface Observation {
  readonly feature: string;
  readonly value: number;
  /** A sentence fragment for people. */
  readonly detail: string;
}
