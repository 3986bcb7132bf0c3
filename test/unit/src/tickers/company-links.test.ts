import { companyLinks, LINK_SITES, linkTo } from '../../../../src/tickers/company-links.ts';
import { parseTicker } from '../../../../src/tickers/ticker.ts';

test.each([
  ['sz000625', 'sina', 'https://finance.sina.com.cn/realstock/company/sz000625/nc.shtml'],
  ['sh000001', 'sina', 'https://finance.sina.com.cn/realstock/company/sh000001/nc.shtml'],
  ['bj838275', 'sina', 'https://finance.sina.com.cn/realstock/company/bj838275/nc.shtml'],
  ['hk00700', 'sina', 'https://stock.finance.sina.com.cn/hkstock/quotes/00700.html'],
  ['usBABA', 'sina', 'https://stock.finance.sina.com.cn/usstock/quotes/BABA.html'],
  ['us.IXIC', 'sina', 'https://stock.finance.sina.com.cn/usstock/quotes/.IXIC.html'],
  ['fx_susdcny', 'sina', 'https://finance.sina.com.cn/money/forex/hq/USDCNY.shtml'],
  ['M0', 'sina', 'https://finance.sina.com.cn/money/future/quote.html?code=M0'],
  ['hf_CL', 'sina', 'https://finance.sina.com.cn/money/future/CL/quote.shtml'],
  ['sz000625', 'eastmoney', 'https://quote.eastmoney.com/sz000625.html'],
  ['sh510300', 'eastmoney', 'https://quote.eastmoney.com/sh510300.html'],
  ['sh000001', 'eastmoney', 'https://quote.eastmoney.com/zs000001.html'],
  ['sz399001', 'eastmoney', 'https://quote.eastmoney.com/zs399001.html'],
  ['bj920118', 'eastmoney', 'https://quote.eastmoney.com/bj/920118.html'],
  ['bj899050', 'eastmoney', 'https://quote.eastmoney.com/zs899050.html'],
  ['hk00700', 'eastmoney', 'https://quote.eastmoney.com/hk/00700.html'],
  ['hkHSI', 'eastmoney', 'https://quote.eastmoney.com/gb/zsHSI.html'],
  ['hkHSTECH', 'eastmoney', 'https://quote.eastmoney.com/gb/zsHSTECH.html'],
  ['hkVHSI', 'eastmoney', null],
  ['usBABA', 'eastmoney', 'https://quote.eastmoney.com/us/BABA.html'],
  ['us.IXIC', 'eastmoney', 'https://quote.eastmoney.com/gb/zsNDX.html'],
  ['us.SOX', 'eastmoney', null],
  ['fx_susdcny', 'eastmoney', null],
  ['M0', 'eastmoney', null],
  ['sz000625', 'xueqiu', 'https://xueqiu.com/S/SZ000625'],
  ['bj920118', 'xueqiu', 'https://xueqiu.com/S/BJ920118'],
  ['hk00700', 'xueqiu', 'https://xueqiu.com/S/00700'],
  ['hkHSI', 'xueqiu', 'https://xueqiu.com/S/HKHSI'],
  ['usBRK.B', 'xueqiu', 'https://xueqiu.com/S/BRK.B'],
  ['us.IXIC', 'xueqiu', 'https://xueqiu.com/S/.IXIC'],
  ['hf_CL', 'xueqiu', null],
  ['sz000625', 'tencent', 'https://gu.qq.com/sz000625/gp'],
  ['sh000001', 'tencent', 'https://gu.qq.com/sh000001/zs'],
  ['bj920118', 'tencent', 'https://gu.qq.com/bj920118/gp'],
  ['hkHSI', 'tencent', 'https://gu.qq.com/hkHSI/zs'],
  ['us.INX', 'tencent', 'https://gu.qq.com/us.INX/zs'],
  ['usBABA', 'tencent', 'https://gu.qq.com/usBABA/gp'],
  ['M0', 'tencent', null],
  ['sz000625', 'yahoo', 'https://finance.yahoo.com/quote/000625.SZ'],
  ['sh000001', 'yahoo', 'https://finance.yahoo.com/quote/000001.SS'],
  ['hk00700', 'yahoo', 'https://finance.yahoo.com/quote/0700.HK'],
  ['usBRK.B', 'yahoo', 'https://finance.yahoo.com/quote/BRK-B'],
  ['us.INX', 'yahoo', 'https://finance.yahoo.com/quote/%5EGSPC'],
  ['us.SOX', 'yahoo', null],
  ['bj920118', 'yahoo', null],
  ['fx_susdcny', 'yahoo', null],
] as const)('the page of %s at %s is %s', (code, site, url) => {
  expect(companyLinks(parseTicker(code))[site]).toBe(url);
});

test('every site has a link or null for every kind of listing', () => {
  for (const code of ['sh600519', 'bj899050', 'hkHSI', 'us.IXIC', 'M0', 'hf_CL', 'fx_susdcny']) {
    expect(Object.keys(companyLinks(parseTicker(code))).sort()).toEqual([...LINK_SITES].sort());
  }
});

test('a name links to the chosen site', () => {
  expect(linkTo(parseTicker('sz000625'), 'xueqiu')).toBe('https://xueqiu.com/S/SZ000625');
});

test.each([
  ['bj920118', 'yahoo', 'the site has no page for the listing'],
  ['sz000625', 'nowhere', 'there is no such site'],
  ['sz000625', 'constructor', 'a property of every object is not a site'],
  ['sz000625', 'javascript:alert("{ticker}")', 'the template makes a script'],
  ['sz000625', ' javascript:{ticker}//https://', 'the template makes a script after a blank'],
  ['sz000625', 'java\tscript:{ticker}', 'the template makes a script with a tab in it'],
  ['sz000625', 'data:text/html,{ticker}', 'the template makes a document'],
  ['sz000625', '//example.com/{ticker}', 'the template makes an incomplete address'],
  ['sz000625', 'https://[{ticker}', 'the template makes an invalid address'],
])('%s with %j links to Sina: %s', (code, target) => {
  expect(linkTo(parseTicker(code), target)).toBe(
    `https://finance.sina.com.cn/realstock/company/${code}/nc.shtml`,
  );
});

test('a template gets the ticker for each {ticker}', () => {
  expect(linkTo(parseTicker('usBRK.B'), 'https://example.com/{ticker}?again={ticker}')).toBe(
    'https://example.com/usBRK.B?again=usBRK.B',
  );
});

test('a template with quotes is used as it is, because the writer of the markup escapes it', () => {
  expect(linkTo(parseTicker('sz000625'), 'https://example.com/?a=1&b="{ticker}"')).toBe(
    'https://example.com/?a=1&b="sz000625"',
  );
});

test('a template that looks like a replacement pattern is used as it is', () => {
  expect(linkTo(parseTicker('sz000625'), 'https://example.com/$&/{ticker}')).toBe(
    'https://example.com/$&/sz000625',
  );
});
