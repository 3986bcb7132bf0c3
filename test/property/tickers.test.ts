import fc from 'fast-check';
import { companyLinks, linkTo } from '../../src/tickers/company-links.ts';
import { kindOf, marketOf } from '../../src/tickers/markets.ts';
import { notationsOf } from '../../src/tickers/notations.ts';
import { codeOf, exchangeOf, parseTicker, tickerFrom } from '../../src/tickers/ticker.ts';
import { anyText } from '../support/arbitraries.ts';

const like = fc.stringMatching(/^(?:sh|sz|bj|hk|us|SH|Hk|US)[0-9A-Za-z.]{0,10}$/);
const ticker = fc
  .oneof(
    fc.stringMatching(/^(?:sh|sz|bj)[0-9]{6}$/),
    fc.stringMatching(/^hk(?:[0-9]{1,5}|[A-Z]{2,10})$/),
    fc.stringMatching(/^us\.?[A-Z][A-Z0-9]{0,7}(?:\.[A-Z]{1,2})?$/),
  )
  .map(parseTicker);

test('a ticker names itself, in any letter case', () => {
  fc.assert(
    fc.property(fc.oneof(like, anyText), (text) => {
      const named = tickerFrom(text);
      if (named === undefined) return;
      expect(parseTicker(named)).toBe(named);
      expect(parseTicker(named.toUpperCase())).toBe(named);
      expect(parseTicker(named.toLowerCase())).toBe(named);
      expect(exchangeOf(named) + codeOf(named)).toBe(named);
    }),
    { numRuns: 1000 },
  );
});

test('every ticker has a market, a kind, spellings and links, all inert in an address', () => {
  fc.assert(
    fc.property(ticker, (listing) => {
      expect(marketOf(listing).currency).toMatch(/^[A-Z]{3}$/);
      expect(kindOf(listing)).toMatch(/^[a-z]+$/);
      for (const spelling of Object.values(notationsOf(listing))) expect(spelling).toMatch(/^[\w.$:/ -]+$/);
      for (const url of Object.values(companyLinks(listing)))
        if (url !== null) expect(new URL(url).href).toBe(url);
      for (const site of ['sina', 'yahoo', 'xueqiu']) expect(linkTo(listing, site)).toMatch(/^https:\/\//);
    }),
    { numRuns: 500 },
  );
});

test('two tickers are spelled alike in no system that has both', () => {
  fc.assert(
    fc.property(ticker, ticker, (one, other) => {
      fc.pre(one !== other);
      const [left, right] = [notationsOf(one), notationsOf(other)];
      for (const system of ['tencent', 'eastmoney', 'wind', 'tradingview'] as const) {
        if (left[system] !== undefined) expect(left[system]).not.toBe(right[system]);
      }
    }),
    { numRuns: 300 },
  );
});
