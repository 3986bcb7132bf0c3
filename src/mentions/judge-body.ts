import type { Ticker } from '../tickers/ticker.ts';
import type { Findings } from './find-mentions.ts';
import { type JudgeOptions, judgeMentions } from './judge-mentions.ts';
import type { JudgedMention, PlacedMention } from './mention.ts';

export interface JudgeBodyOptions extends JudgeOptions {
  /** Whether names without markup are looked for behind a company's first mention. */
  readonly findRepeats: boolean;
}

/**
 * Judges what a reading of a body found, and then where the names of genuine companies stand again. In the order of the
 * text; `first` tells an article's first mention of a ticker from the later ones.
 */
export function judgeBody(findings: Findings, options: JudgeBodyOptions): readonly PlacedMention[] {
  const embedded = judgeMentions(findings.mentions, options);
  if (!options.findRepeats) return withFirst(embedded);
  const genuine = embedded.filter((mention) => mention.genuine);
  const repeats = judgeMentions(findings.repeatsOf(genuine), options);
  return withFirst(repeats.length === 0 ? embedded : inOrder([...embedded, ...repeats]));
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
