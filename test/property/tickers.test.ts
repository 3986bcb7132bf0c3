import fc from 'fast-check';
import { tickerOfBareCode } from '../../src/tickers/bare-codes.ts';
import { companyLinks, LINK_SITES, linkTo } from '../../src/tickers/company-links.ts';
import { boardOf, isMainland, isRetiredBeijingCode, kindOf, marketOf } from '../../src/tickers/markets.ts';
import { NOTATION_NAMES } from '../../src/tickers/notation-systems.ts';
import { notationsOf, tickerFromNotation } from '../../src/tickers/notations.ts';
import { codeOf, exchangeOf, parseTicker, tickerAt, tickerFrom } from '../../src/tickers/ticker.ts';
import { anyText } from '../support/arbitraries.ts';

const like = fc.stringMatching(/^(?:sh|sz|bj|hk|us|SH|Hk|US|fx_s|hf_|)[0-9A-Za-z.]{0,10}$/);
const system = fc.constantFrom(...NOTATION_NAMES);
const ticker = fc
  .oneof(
    fc.stringMatching(/^(?:sh|sz|bj)[0-9]{6}$/),
    fc
      .stringMatching(/^(?:sh(?:60|68|00)|sz(?:00|30|39)|bj(?:92|8[2378]|43|899))[0-9]{6}$/)
      .map((text) => text.slice(0, 8)),
    fc.stringMatching(/^hk(?:[0-9]{1,5}|[A-Z]{2,10})$/),
    fc.stringMatching(/^us[A-Z]{1,5}(?:\.[A-Z]{1,2})?$/),
    fc.stringMatching(/^us\.[A-Z][A-Z0-9]{0,7}$/),
    fc.stringMatching(/^fx_s[a-z]{6}$/),
    fc.stringMatching(/^[A-Z]{1,2}[0-9]{1,4}$/).filter((text) => !/^(?:SZ|BJ|US)/.test(text)),
    fc.stringMatching(/^hf_[A-Z][A-Z0-9]{0,9}$/),
    fc.constantFrom('hkHSI', 'hkHSCEI', 'hkHSTECH', 'us.DJI', 'us.IXIC', 'usINX', 'us.NDX', 'usHKHSI'),
    fc.constantFrom('sh000001', 'sz000001', 'sh000300', 'sz399300', 'SH2405', 'usBABA.N', 'usIXIC'),
  )
  .map(parseTicker);

test('a ticker is read from its own text in any letter case, except for futures', () => {
  fc.assert(
    fc.property(fc.oneof(like, anyText, ticker), (text) => {
      const named = tickerFrom(text);
      if (named === undefined) return;
      expect(parseTicker(named)).toBe(named);
      expect(parseTicker(named.toUpperCase())).toBe(named);
      if (exchangeOf(named) !== 'futures') expect(parseTicker(named.toLowerCase())).toBe(named);
      expect(named.endsWith(codeOf(named))).toBe(true);
      expect(tickerAt(exchangeOf(named), codeOf(named))).toBe(named);
    }),
    { numRuns: 700 },
  );
});

test('every ticker has a market and a kind, and every listing has a currency', () => {
  fc.assert(
    fc.property(ticker, (listing) => {
      const kind = kindOf(listing);
      const { mic, currency } = marketOf(listing);
      expect(['company', 'index', 'fund', 'bond', 'forex', 'futures']).toContain(kind);
      if (kind === 'forex' || kind === 'futures') expect([mic, currency]).toEqual([null, null]);
      else expect(currency).toMatch(/^[A-Z]{3}$/);
      if (boardOf(listing) !== undefined) expect([kind, isMainland(listing)]).toEqual(['company', true]);
      if (isRetiredBeijingCode(listing)) expect(boardOf(listing)).toBe('bse');
    }),
    { numRuns: 400 },
  );
});

test('a system reads what it spells', () => {
  fc.assert(
    fc.property(ticker, (listing) => {
      for (const [name, spelling] of Object.entries(notationsOf(listing)))
        expect(tickerFromNotation(name as (typeof NOTATION_NAMES)[number], spelling)).toBe(listing);
    }),
    { numRuns: 700 },
  );
});

test('no system spells two tickers alike', () => {
  fc.assert(
    fc.property(ticker, ticker, (one, other) => {
      fc.pre(one !== other);
      const [left, right] = [notationsOf(one), notationsOf(other)];
      for (const name of NOTATION_NAMES)
        if (left[name] !== undefined) expect(left[name]).not.toBe(right[name]);
    }),
    { numRuns: 200 },
  );
});

test('a mainland listing in a known range is spelled by every system that has its exchange', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9]{6}$/), (code) => {
      const listing = tickerOfBareCode(code);
      fc.pre(listing !== undefined && kindOf(listing) !== 'index');
      if (listing === undefined) return;
      const unknown = exchangeOf(listing) === 'bj' ? ['yahoo', 'tradingview', 'google'] : [];
      expect(Object.keys(notationsOf(listing))).toEqual(
        NOTATION_NAMES.filter((name) => !unknown.includes(name)),
      );
    }),
    { numRuns: 200 },
  );
});

test('any text is read without an error, and the result is a ticker or nothing', () => {
  fc.assert(
    fc.property(system, fc.oneof(anyText, like), (name, text) => {
      const listing = tickerFromNotation(name, text);
      if (listing !== undefined) expect(tickerFrom(listing)).toBe(listing);
    }),
    { numRuns: 700 },
  );
});

test('every link of a site is a web address that is safe in an attribute', () => {
  fc.assert(
    fc.property(ticker, (listing) => {
      for (const link of Object.values(companyLinks(listing))) {
        if (link === null) continue;
        expect(new URL(link).href).toBe(link);
        expect(link).toMatch(/^https:\/\/[\w.%/=?-]+$/);
      }
    }),
    { numRuns: 400 },
  );
});

test('a name links to a web address for any link target', () => {
  fc.assert(
    fc.property(ticker, fc.oneof(anyText, fc.constantFrom(...LINK_SITES)), (listing, text) => {
      for (const target of [text, `${text}{ticker}`, `https://example.com/${text}{ticker}`])
        expect(new URL(linkTo(listing, target)).protocol).toMatch(/^https?:$/);
    }),
    { numRuns: 400 },
  );
});
