import { NO_METADATA } from '../../../src/articles/article.ts';
import { explainArticle } from '../../../src/articles/explain-article.ts';
import { parseTicker } from '../../../src/tickers/ticker.ts';
import { MARKUP_DICTIONARY, MARKUP_SEEDS } from '../markup.ts';
import { type FuzzTarget, law, magnitude } from '../target.ts';

/** Bodies: the mentions in them and their verdicts. */
export const dialects: FuzzTarget = {
  name: 'dialects',
  seeds: MARKUP_SEEDS,
  dictionary: MARKUP_DICTIONARY,
  run(input) {
    const body = input.toString('utf8');
    const { candidates, warnings } = explainArticle(
      { format: 'html', metadata: NO_METADATA, frontMatter: '', body },
      { minConfidence: 0.5, linkRepeats: true },
    );
    let from = 0;
    for (const candidate of candidates) {
      const { ticker, start } = candidate;
      law(parseTicker(ticker) === ticker, 'a candidate has a ticker');
      law(start >= from && start <= body.length, 'candidates are in text order');
      from = start;
      if (!candidate.mention) continue;
      const { end, confidence, evidence } = candidate;
      law(end > start && end <= body.length, 'a mention contains text');
      law(confidence >= 0 && confidence <= 1, 'confidence is a probability');
      law(
        evidence.every(({ weight }) => Number.isFinite(weight)),
        'evidence has a finite weight',
      );
    }
    const found = new Set(candidates.map(({ dialect, mention }) => `${dialect}${mention ? '' : '-'}`));
    const codes = new Set(warnings.map(({ code }) => code));
    return `${magnitude(candidates.length)} ${[...found].sort().join()} ${[...codes].sort().join()}`;
  },
};
