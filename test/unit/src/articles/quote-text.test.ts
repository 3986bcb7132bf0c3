import { quoteText } from '../../../../src/articles/quote-text.ts';
import { aQuote } from '../../../support/build.ts';

test.each([
  ['a rise', { price: 10.52, change: 0.12, changePercent: 1.15 }, '(10.52, +0.12, +1.15%)'],
  ['a fall', { price: 10.28, change: -0.12, changePercent: -1.15 }, '(10.28, -0.12, -1.15%)'],
  ['no change', { price: 10.4, change: 0, changePercent: 0 }, '(10.40, 0.00, 0.00%)'],
  ['no change from below', { price: 10.4, change: -0, changePercent: -0 }, '(10.40, 0.00, 0.00%)'],
  [
    'a change too small to be seen',
    { price: 10.4, change: -0.001, changePercent: -0.004 },
    '(10.40, 0.00, 0.00%)',
  ],
  [
    'a fund',
    { price: 1.234, previousClose: 1.23, change: 0.004, changePercent: 0.33 },
    '(1.234, +0.004, +0.33%)',
  ],
  [
    'a fund at a round price',
    { price: 1.23, previousClose: 1.234, change: -0.004, changePercent: -0.32 },
    '(1.230, -0.004, -0.32%)',
  ],
  [
    'an expensive share',
    { price: 1258.62, previousClose: 1235.58, change: 23.04, changePercent: 1.86 },
    '(1258.62, +23.04, +1.86%)',
  ],
  [
    'a first day',
    { price: 30, previousClose: null, change: 20, changePercent: 200 },
    '(30.00, +20.00, +200.00%)',
  ],
])('the text shows %s', (_what, parts, text) => {
  expect(quoteText(aQuote(parts))).toBe(text);
});

test.each([
  ['suspended', '(停牌)'],
  ['delisted', '(已退市)'],
  ['retired', '(代码已变更)'],
  ['unlisted', '(未上市)'],
  ['trading', '(--)'],
] as const)('a quote without a price shows its state: %s', (state, text) => {
  expect(quoteText(aQuote({ state, price: null, change: null, changePercent: null }))).toBe(text);
});

test('a price without a change is not shown', () => {
  expect(quoteText(aQuote({ change: null, changePercent: null }))).toBe('(--)');
});
