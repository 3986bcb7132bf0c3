import { annotate, strip } from '../../../src/articles/annotate.ts';
import { findMentions } from '../../../src/mentions/find/find-mentions.ts';
import { judgeFindings } from '../../../src/mentions/judge/judge-mentions.ts';
import type { Quote } from '../../../src/quotes/quote.ts';
import { MARKUP_DICTIONARY, MARKUP_SEEDS } from '../markup.ts';
import { type FuzzTarget, law, magnitude } from '../target.ts';

const QUOTE: Quote = {
  name: '"><b>长安汽车',
  price: 10.52,
  previousClose: 10.4,
  change: 0.12,
  changePercent: 1.15,
  open: 10.45,
  high: 10.6,
  low: 10.38,
  volume: 1,
  amount: 1,
  currency: 'CNY',
  quotedAt: '2026-09-30T06:10:19.000Z',
  fetchedAt: '2026-09-30T06:10:21.000Z',
  source: 'simulator',
  state: 'trading',
  session: 'open',
  stale: false,
};

/**
 * Bodies: strip must remove all insertions. Every candidate counts as genuine, so that each is
 * annotated.
 */
export const annotating: FuzzTarget = {
  name: 'annotating',
  seeds: [
    ...MARKUP_SEEDS,
    '<span id="stock_sz000625" data-tickerspan="0123456789abcdef0123">长安汽车</span><span data-quoted-at="x" data-tickerspan="0123456789abcdef0123">(1)</span>',
  ],
  dictionary: [
    ...MARKUP_DICTIONARY,
    ' data-tickerspan="0123456789abcdef0123"',
    ' data-ticker="sz000625" data-name="x" rel="noopener" data-tickerspan="',
    'data-tickerspan-0123456789abcdef0123-href',
  ],
  run(input) {
    const body = strip(input.toString('utf8'));
    const { mentions } = judgeFindings(findMentions(body), {
      minConfidence: 0,
      title: null,
      findRepeats: true,
    });
    const quotes = new Map(mentions.map(({ ticker }) => [ticker, QUOTE]));
    const annotated = annotate(body, mentions, { quotes, unlinkFalseMentions: true });
    law(strip(annotated) === body, 'strip removes exactly the insertions');
    law(
      !annotated.includes('<b>长安汽车') || body.includes('<b>长安汽车'),
      "a quote's text never becomes markup",
    );
    return `${magnitude(mentions.length)} ${magnitude(annotated.length - body.length)} ${[...new Set(mentions.map(({ dialect }) => dialect))].sort().join()}`;
  },
};
