import { companyLinks, LINK_SITES, linkTo } from '../../../../src/tickers/company-links.ts';
import { parseTicker } from '../../../../src/tickers/ticker.ts';

test.each([
  ['sz000625', 'sina', 'https://finance.sina.com.cn/realstock/company/sz000625/nc.shtml'],
  ['hk00700', 'sina', 'https://stock.finance.sina.com.cn/hkstock/quotes/00700.html'],
  ['usBABA', 'sina', 'https://stock.finance.sina.com.cn/usstock/quotes/BABA.html'],
  ['sz000625', 'eastmoney', 'https://quote.eastmoney.com/sz000625.html'],
  ['sh000001', 'eastmoney', 'https://quote.eastmoney.com/zs000001.html'],
  ['bj920118', 'eastmoney', 'https://quote.eastmoney.com/bj/920118.html'],
  ['hk00700', 'eastmoney', 'https://quote.eastmoney.com/hk/00700.html'],
  ['usBABA', 'eastmoney', 'https://quote.eastmoney.com/us/BABA.html'],
  ['sz000625', 'xueqiu', 'https://xueqiu.com/S/SZ000625'],
  ['hk00700', 'xueqiu', 'https://xueqiu.com/S/00700'],
  ['sz000625', 'tencent', 'https://gu.qq.com/sz000625/gp'],
  ['sh000001', 'tencent', 'https://gu.qq.com/sh000001/zs'],
  ['hk00700', 'yahoo', 'https://finance.yahoo.com/quote/0700.HK'],
  ['usBRK.B', 'yahoo', 'https://finance.yahoo.com/quote/BRK-B'],
  ['bj920118', 'yahoo', null],
] as const)('the page of %s at %s is %s', (code, site, url) => {
  expect(companyLinks(parseTicker(code))[site]).toBe(url);
});

test('every site of the list has a link or null for every kind of listing', () => {
  for (const code of ['sh600519', 'bj899050', 'hkHSI', 'us.IXIC']) {
    expect(Object.keys(companyLinks(parseTicker(code))).sort()).toEqual([...LINK_SITES].sort());
  }
});

test('a name links to the chosen site', () => {
  expect(linkTo(parseTicker('sz000625'), 'xueqiu')).toBe('https://xueqiu.com/S/SZ000625');
});

test('a name links to Sina where the chosen site has no page for the listing', () => {
  expect(linkTo(parseTicker('bj920118'), 'yahoo')).toBe(
    'https://finance.sina.com.cn/realstock/company/bj920118/nc.shtml',
  );
});

test('a template gets the ticker wherever it has {ticker}', () => {
  expect(linkTo(parseTicker('usBRK.B'), 'https://example.com/{ticker}?again={ticker}')).toBe(
    'https://example.com/usBRK.B?again=usBRK.B',
  );
});

test('a ticker that looks like a replacement pattern is put in as it stands', () => {
  expect(linkTo(parseTicker('sz000625'), 'https://example.com/$&/{ticker}')).toBe(
    'https://example.com/$&/sz000625',
  );
});
