import { allAtOnce, type Steps } from '../async/steps.ts';
import type { Ticker } from '../tickers/ticker.ts';
import type { Findings } from './find-mentions.ts';
import { type JudgeOptions, judgeMentionsSteps } from './judge-mentions.ts';
import type { JudgedMention, PlacedMention } from './mention.ts';

export interface JudgeBodyOptions extends JudgeOptions {
  /** Whether names without markup are looked for behind a company's first mention. */
  readonly findRepeats: boolean;
  /** Told how many mentions there are with the repeats, before those are judged; may refuse by throwing. */
  readonly onFound?: (mentions: number) => void;
}

/** The mentions of a body, judged. */
export interface JudgedBody {
  /** In the order of the text. */
  readonly mentions: readonly PlacedMention[];
  /** Whether the body has more mentions, or more links and spans, than were read. */
  readonly isCut: boolean;
}

/**
 * Judges what a reading of a body found, and then where the names of genuine companies stand again. In the order of the
 * text; `first` tells an article's first mention of a ticker from the later ones.
 */
export function judgeBody(findings: Findings, options: JudgeBodyOptions): readonly PlacedMention[] {
  return allAtOnce(judgeBodySteps(findings, options)).mentions;
}

/** As {@link judgeBody}, with pauses. */
export function* judgeBodySteps(findings: Findings, options: JudgeBodyOptions): Steps<JudgedBody> {
  const { isCut } = findings;
  const embedded = yield* judgeMentionsSteps(findings.mentions, options);
  if (!options.findRepeats) return { mentions: withFirst(embedded), isCut };
  const found = yield* findings.repeatsOf(embedded.filter((mention) => mention.genuine));
  options.onFound?.(embedded.length + found.mentions.length);
  const repeats = yield* judgeMentionsSteps(found.mentions, options);
  const all = repeats.length === 0 ? embedded : inOrder([...embedded, ...repeats]);
  return { mentions: withFirst(all), isCut: isCut || found.isCut };
}

function inOrder(mentions: readonly JudgedMention[]): readonly JudgedMention[] {
  return [...mentions].sort((a, b) => a.start - b.start);
}

function withFirst(mentions: readonly JudgedMention[]): readonly PlacedMention[] {
  const seen = new Set<Ticker>();
  return mentions.map((mention) => {
    const first = !seen.has(mention.ticker);
    seen.add(mention.ticker);
    return { ...mention, first };
  });
}
