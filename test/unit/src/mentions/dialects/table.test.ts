import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Claim } from '../../../../../src/mentions/dialect.ts';
import { DIALECTS } from '../../../../../src/mentions/dialects/table.ts';
import { companyLinks } from '../../../../../src/tickers/company-links.ts';
import { parseTicker } from '../../../../../src/tickers/ticker.ts';
import { mentionsIn } from '../../../../support/build.ts';
import { growthOf, MAX_LINEAR_GROWTH } from '../../../../support/processor-time.ts';

interface Claimed extends Claim {
  readonly dialect: string;
}

/**
 * Returns every dialect's claim on a tag. If there were two, the order of the table would decide.
 */
function claimsOn(name: string, attributes: Readonly<Record<string, string>>): readonly Claimed[] {
  const tag = { name, attributes: new Map(Object.entries(attributes)) };
  return DIALECTS.flatMap((dialect) => {
    const claim = dialect.claim?.(tag);
    return claim ? [{ ...claim, dialect: dialect.name }] : [];
  });
}

function readId(id: string): string {
  return claimsOn('span', { id })
    .map(({ dialect, role, ticker }) => `${dialect} ${role} ${ticker}`)
    .join();
}

function readAddress(href: string): string {
  return claimsOn('a', { href })
    .map(({ dialect, role, ticker }) => `${dialect} ${role} ${ticker}`)
    .join();
}

describe('the id of a span', () => {
  test.each([
    ['stock_sh600519', 'sina mention sh600519'],
    ['stock_sz000625', 'sina mention sz000625'],
    ['stock_bj838275', 'sina mention bj838275'],
    ['quote_sh600519', 'sina quote sh600519'],
    ['quote_bj838275', 'sina quote bj838275'],
    ['hkstock_hk00700', 'sina mention hk00700'],
    ['quote_hk00700', 'sina quote hk00700'],
    ['hkstock_hkHSI', 'sina mention hkHSI'],
    ['quote_hkHSI', 'sina quote hkHSI'],
    ['usstock_BABA', 'sina mention usBABA'],
    ['quote_BABA', 'sina quote usBABA'],
    ['usstock_BRK.A', 'sina mention usBRK.A'],
    ['quote_BRK.A', 'sina quote usBRK.A'],
    ['usstock_.IXIC', 'sina mention us.IXIC'],
    ['quote_.IXIC', 'sina quote us.IXIC'],
    ['forex_fx_susdcny', 'sina mention fx_susdcny'],
    ['quote_fx_susdcny', 'sina quote fx_susdcny'],
    ['futures_M0', 'sina mention M0'],
    ['quote_M0', 'sina quote M0'],
    ['futures_RB2105', 'sina mention RB2105'],
    ['quote_TA105', 'sina quote TA105'],
    ['overseas_futures_hf_CL', 'sina mention hf_CL'],
    ['quote_hf_CL', 'sina quote hf_CL'],
    ['stock_3001042', 'eastmoney mention sz300104'],
    ['quote_3001042', 'eastmoney quote sz300104'],
    ['stock_6005191', 'eastmoney mention sh600519'],
    ['stock_0000011', 'eastmoney mention sh000001'],
    ['stock_8302732', 'eastmoney mention bj830273'],
    ['stock_013855', 'eastmoney mention hk01385'],
    ['quote_013855', 'eastmoney quote hk01385'],
    ['stock_NASDAQ_AAPL7', 'eastmoney mention usAAPL'],
    ['stock_NYSE_BRK_A7', 'eastmoney mention usBRK.A'],
    ['quote_AAPL7', 'eastmoney quote usAAPL'],
    ['quote_BA7', 'eastmoney quote usBA'],
    ['quote_F7', 'eastmoney quote usF'],
    ['stock_1.600030', 'eastmoney mention sh600030'],
    ['quote_1.600030', 'eastmoney quote sh600030'],
    ['stock_0.002353', 'eastmoney mention sz002353'],
    ['stock_0.430047', 'eastmoney mention bj430047'],
    ['stock_0.832000', 'eastmoney mention bj832000'],
    ['stock_0.920118', 'eastmoney mention bj920118'],
    ['stock_0.399001', 'eastmoney mention sz399001'],
    ['stock_116.00700', 'eastmoney mention hk00700'],
    ['stock_105.NVDA', 'eastmoney mention usNVDA'],
    ['stock_106.BRK_A', 'eastmoney mention usBRK.A'],
    ['quote_107.SPY', 'eastmoney quote usSPY'],
    ['stock_100.HSI', 'eastmoney mention hkHSI'],
  ])('%s is %s', (id, expected) => {
    expect(readId(id)).toBe(expected);
  });

  test.each([
    'stock_num stock_em stock_uom stock_quoteinfo_xj combianskuprice_1 stock_{0} stock_ quote_ stock_A7 stock_AAPL7',
    'stock_sz_000001 quote_sh600519_sz000001 stock_sz00062 stock_sz0006255 xstock_sz000625 STOCK_sz000625 stock_SZ000625',
    'stock_hk00700 hkstock_00700 hkstock_hk0700 usstock_baba usstock_ usstock_9988 usstock_BABA7 quote_num quote_num7',
    'forex_susdcny forex_fx_susd futures_m0 futures_M futures_M1 futures_M12345 overseas_futures_CL overseas_futures_hf_',
    'stock_600519 stock_600515 stock_3001043 stock_30010422 stock_0138555 stock_1.60003 stock_90.BK1036 bk_90.BK1036',
    'bkquote_90.BK1036 bk_474 bkquote_474 Info.78290 stock_8.040120 stock_0.600519x stock_LSE_VOD7 stock_NASDAQ_aapl7',
  ])('is ignored in %s', (ids) => {
    for (const id of ids.split(' ')) expect([id, readId(id)]).toEqual([id, '']);
  });

  test('is ignored with a blank, a line feed or the wrong digits, and on other elements', () => {
    for (const id of [
      ' stock_sz000625',
      'stock_sz000625\n',
      'stock_sz00０６２５',
      'stock_1.600030\n',
      'usstock_BABA\n',
    ]) {
      expect(readId(id)).toBe('');
    }
    expect(claimsOn('a', { id: 'stock_sz000625' })).toEqual([]);
  });
});

/** An address of each form, and the dialect, role and ticker that it gives. */
const ADDRESSES: readonly (readonly [string, string])[] = [
  ['finance.sina.com.cn/realstock/company/sz000625/nc.shtml', 'sina mention sz000625'],
  ['finance.sina.com.cn/realstock/company/bj838275/nc.shtml', 'sina mention bj838275'],
  ['stock.finance.sina.com.cn/hkstock/quotes/00700.html', 'sina mention hk00700'],
  ['stock.finance.sina.com.cn/usstock/quotes/BABA.html', 'sina mention usBABA'],
  ['stock.finance.sina.com.cn/usstock/quotes/aapl.html', 'sina mention usAAPL'],
  ['stock.finance.sina.com.cn/usstock/quotes/brk.a.html', 'sina mention usBRK.A'],
  ['stock.finance.sina.com.cn/usstock/quotes/.IXIC.html', 'sina mention us.IXIC'],
  ['finance.sina.com.cn/money/forex/hq/USDCNY.shtml', 'sina mention fx_susdcny'],
  ['finance.sina.com.cn/money/future/quote.html?code=M0', 'sina mention M0'],
  ['finance.sina.com.cn/money/future/CL/quote.shtml', 'sina mention hf_CL'],
  ['vip.stock.finance.sina.com.cn/corp/go.php/vCI_CorpInfo/stockid/600519.phtml', 'sina mention sh600519'],
  [
    'vip.stock.finance.sina.com.cn/corp/go.php/vCB_AllNewsStock/symbol/sz000625.phtml',
    'sina mention sz000625',
  ],
  ['finance.sina.com.cn/fund/quotes/510300/bc.shtml', 'sina mention sh510300'],
  ['quotes.sina.cn/hs/company/quotes/view/sz000625', 'sina mention sz000625'],
  ['quotes.sina.cn/hs/company/quotes/view/sh600519/', 'sina mention sh600519'],
  ['quotes.sina.cn/hk/company/quotes/view/09988', 'sina mention hk09988'],
  ['quotes.sina.cn/us/company/quotes/view/PDD', 'sina mention usPDD'],
  ['gu.sina.cn/us/hq/quotes.php?code=PDD', 'sina mention usPDD'],
  ['gu.sina.cn/us/hq/quotes.php?vt=4&code=BRK.B', 'sina mention usBRK.B'],
  ['gu.sina.cn/hk/hq/quotes.php?code=00700', 'sina mention hk00700'],
  ['gu.sina.cn/hs/hq/quotes.php?code=sh600519', 'sina mention sh600519'],
  ['gu.sina.cn/fx/hq/quotes.php?code=USDCNY', 'sina mention fx_susdcny'],
  ['gu.sina.cn/ft/hq/hf.php?symbol=CL', 'sina mention hf_CL'],
  ['gu.sina.cn/ft/hq/nf.php?symbol=M0', 'sina mention M0'],
  ['stocks.sina.cn/sh/?code=sh600519', 'sina mention sh600519'],
  ['stocks.sina.cn/sh?code=sh600519', 'sina mention sh600519'],
  ['quotes.sina.cn/hs/company/quotes/view/SZ000625', 'sina mention sz000625'],
  ['quotes.sina.cn/hk/company/quotes/view/HK00700', 'sina mention hk00700'],
  ['quotes.sina.cn/us/company/quotes/view/gb_BRK$B', 'sina mention usBRK.B'],
  ['quotes.sina.cn/us/company/quotes/view/BRK-B', 'sina mention usBRK.B'],
  ['stocks.sina.cn/hk/?code=00700', 'sina mention hk00700'],
  ['stocks.sina.cn/us/?code=BABA', 'sina mention usBABA'],
  ['stocks.sina.cn/fund/?code=160636', 'sina mention sz160636'],
  ['finance.sina.cn/realstock/company/sz000625/nc.shtml', 'sina mention sz000625'],
  ['quote.eastmoney.com/SZ300104.html', 'eastmoney mention sz300104'],
  ['quote.eastmoney.com/sh600030.html', 'eastmoney mention sh600030'],
  ['quote.eastmoney.com/concept/sz300750.html', 'eastmoney mention sz300750'],
  ['quote.eastmoney.com/us/AAPL.html?Market=NASDAQ', 'eastmoney mention usAAPL'],
  ['quote.eastmoney.com/us/BRK_A.html', 'eastmoney mention usBRK.A'],
  ['quote.eastmoney.com/hk/00700.html', 'eastmoney mention hk00700'],
  ['quote.eastmoney.com/bj/920000.html', 'eastmoney mention bj920000'],
  ['quote.eastmoney.com/zs000001.html', 'eastmoney mention sh000001'],
  ['quote.eastmoney.com/zs000300.html', 'eastmoney mention sh000300'],
  ['quote.eastmoney.com/zs399001.html', 'eastmoney mention sz399001'],
  ['quote.eastmoney.com/gb/zsHSI.html', 'eastmoney mention hkHSI'],
  ['quote.eastmoney.com/unify/r/1.600030', 'eastmoney mention sh600030'],
  ['quote.eastmoney.com/r/0.002353', 'eastmoney mention sz002353'],
  ['quote.eastmoney.com/unify/r/0.920118', 'eastmoney mention bj920118'],
  ['quote.eastmoney.com/unify/r/116.00700', 'eastmoney mention hk00700'],
  ['quote.eastmoney.com/unify/r/105.NVDA', 'eastmoney mention usNVDA'],
  ['wap.eastmoney.com/quota/stock/index/013855', 'eastmoney mention hk01385'],
  ['wap.eastmoney.com/quota/stock/index/3001042', 'eastmoney mention sz300104'],
  ['stockpage.10jqka.com.cn/300618/', 'tonghuashun mention sz300618'],
  ['stockpage.10jqka.com.cn/600519', 'tonghuashun mention sh600519'],
  ['stockpage.10jqka.com.cn/HK0700/', 'tonghuashun mention hk00700'],
  ['stockpage.10jqka.com.cn/TME/', 'tonghuashun mention usTME'],
  ['stockpage.10jqka.com.cn/1A0001/', 'tonghuashun mention sh000001'],
  ['stockpage.10jqka.com.cn/399001/', 'tonghuashun mention sz399001'],
  ['xueqiu.com/S/SZ000568', 'xueqiu mention sz000568'],
  ['www.xueqiu.com/S/SH600519/', 'xueqiu mention sh600519'],
  ['xueqiu.com/S/00700', 'xueqiu mention hk00700'],
  ['xueqiu.com/S/BABA', 'xueqiu mention usBABA'],
  ['xueqiu.com/S/BRK.A', 'xueqiu mention usBRK.A'],
  ['xueqiu.com/S/.IXIC', 'xueqiu mention us.IXIC'],
  ['xueqiu.com/S/HKHSI', 'xueqiu mention hkHSI'],
  ['quotes.money.163.com/0600519.html', 'netease mention sh600519'],
  ['quotes.money.163.com/1000625.html', 'netease mention sz000625'],
  ['quotes.money.163.com/0000001.html', 'netease mention sh000001'],
  ['quotes.money.163.com/hkstock/00700.html', 'netease mention hk00700'],
  ['quotes.money.163.com/usstock/hq/BABA.html', 'netease mention usBABA'],
  ['stockhtm.finance.qq.com/sstock/ggcx/600401.shtml?pgv_ref=fi_tips', 'tencent mention sh600401'],
  ['stockhtm.finance.qq.com/hk/ggcx/00700.htm', 'tencent mention hk00700'],
  ['stockhtm.finance.qq.com/astock/ggcx/BABA.N.htm', 'tencent mention usBABA'],
  ['gu.qq.com/sh600519/gp', 'tencent mention sh600519'],
  ['gu.qq.com/sh000001/zs', 'tencent mention sh000001'],
  ['gu.qq.com/hk00700', 'tencent mention hk00700'],
  ['gu.qq.com/usBABA.N', 'tencent mention usBABA'],
  ['gu.qq.com/usBRK.A/gp', 'tencent mention usBRK.A'],
  ['stock.jrj.com.cn/share,603538.shtml', 'jrj mention sh603538'],
  ['stock.jrj.com.cn/share,603538,ggxw_2.shtml', 'jrj mention sh603538'],
  ['stock.jrj.com.cn/share,sh000300,2015nlscf.shtml', 'jrj mention sh000300'],
  ['stockdata.stock.hexun.com/600027.shtml', 'hexun mention sh600027'],
  ['www.cls.cn/stock?code=sh600745', 'cls mention sh600745'],
  ['cls.cn/stock?os=web&code=hk00700&app=x', 'cls mention hk00700'],
];

describe('the address of an anchor', () => {
  test.each(ADDRESSES)('%s is %s', (address, expected) => {
    const [host = ''] = address.split('/');
    for (const href of [
      `http://${address}`,
      `https://${address}`,
      `//${address}`,
      `HTTPS://${host.toUpperCase()}${address.slice(host.length)}`,
      ` \n//${address} `,
      `//${address}#top`,
      `//${address}${address.includes('?') ? '&' : '?'}from=page`,
    ]) {
      expect([href, readAddress(href)]).toEqual([href, expected]);
    }
  });

  test.each(ADDRESSES)('%s is ignored on another host or inside another address', (address) => {
    const [host = ''] = address.split('/');
    const path = address.slice(host.length);
    for (const href of [
      address,
      path,
      `//${host}.evil.example${path}`,
      `//evil-${host}${path}`,
      `//evil.${host}${path}`,
      `//${host.replace('.', 'x')}${path}`,
      `//${host.replaceAll('.', '%2e')}${path}`,
      `//${host}@evil.example${path}`,
      `//${host}:80@evil.example${path}`,
      `//evil.example/${address}`,
      `https://evil.example/?u=https://${address}`,
      `https://evil.example/#//${address}`,
      `javascript://${address}`,
      `ftp://${address}`,
      `http:/${address}`,
      `https:${address}`,
    ]) {
      expect([href, readAddress(href)]).toEqual([href, '']);
    }
  });

  test.each(ADDRESSES)('%s is ignored with a longer path', (address) => {
    const [path = '', query = ''] = address.split('?');
    for (const more of ['/312345678', 'x', '/../../evil', '%00', '\\', ';x']) {
      const href = query.includes('code=') ? `//${path}?${query}${more}` : `//${path}${more}`;
      // A longer path would be a longer value of the last parameter.
      if (query.includes('app=x')) continue;
      expect([href, readAddress(href)]).toEqual([href, '']);
    }
  });

  test.each([
    'https://xueqiu.com/S/SZ000538/312345678 https://xueqiu.com/n/SZ000568 https://xueqiu.com/k?q=%23SZ000568%23 https://xueqiu.com/s/SZ000568',
    'https://xueqiu.com/P/ZH010389 https://xueqiu.com/S/ZH010389 https://xueqiu.com/S/F110011 https://xueqiu.com/S/',
    'http://quote.eastmoney.com/unify/r/90.BK1036 http://quote.eastmoney.com/center/gridlist.html http://quote.eastmoney.com/us/index.html',
    'http://stock.eastmoney.com/hangye/hy474.html http://topic.eastmoney.com/wcdd/ http://baike.eastmoney.com/item/SZ300104.html',
    'http://guba.eastmoney.com/list,600519.html http://guba.eastmoney.com/list,bk0896.html http://quote.eastmoney.com/zs930050.html',
    'http://quotes.money.163.com/forex/hq/USDCNY.html http://quotes.money.163.com/fund/110011.html http://quotes.money.163.com/2600519.html',
    'https://www.cls.cn/plate?code=sh600745 https://www.cls.cn/stock?xcode=sh600745 https://www.cls.cn/stock?code=cls80250 https://www.cls.cn/stock',
    'http://stock.jrj.com.cn/share/news/600519.shtml http://stock.jrj.com.cn/share,000000000.shtml http://stockdata.stock.hexun.com/700519.shtml',
    'https://wallstreetcn.com/markets/codes/US10YR.OTC https://gu.qq.com/i/ https://gu.qq.com/jj110011 http://stockpage.10jqka.com.cn/basic/',
    'https://finance.sina.com.cn/realstock/company/sz000625/jsvvm.shtml http://finance.sina.com.cn/money/future/quote.html?code=m0 http://tousu.sina.com.cn/',
    'http://stocks.sina.cn/fund/?code=000001 http://cj.sina.cn/person_menu/view/x http://gu.sina.cn/us/hq/quotes.php?xcode=PDD http://gu.sina.cn/m/',
    'http://weibo.com/someone?zw=tech http://finance.sina.com.cn/money/forex/hq/usdcny.shtml http://stockpage.10jqka.com.cn/1A0009/',
  ])('is ignored in %s', (hrefs) => {
    for (const href of hrefs.split(' ')) expect([href, readAddress(href)]).toEqual([href, '']);
  });

  test('counts only on anchors', () => {
    for (const [address] of ADDRESSES) expect(claimsOn('span', { href: `//${address}` })).toEqual([]);
  });

  test('is recognized on every page that company links lead to', () => {
    const codes =
      'sh600519 sz000625 bj920118 sh000300 sz399006 bj899050 sh900901 sz200002 sh510300 sz159915 hk00700 hk80700 ' +
      'usBABA usBRK.A us.IXIC us.DJI us.INX hkHSI hkHSCEI hkHSTECH fx_susdcny M0 RB2105 hf_CL';
    for (const code of codes.split(' ')) {
      const { yahoo: _, ...links } = companyLinks(parseTicker(code));
      for (const [site, link] of Object.entries(links)) {
        if (link === null) continue;
        expect([link, readAddress(link)]).toEqual([link, `${site} mention ${code}`]);
      }
    }
  });

  test.each([
    ['blanks', (length: number) => `${' '.repeat(length)}x`],
    ['blanks at the end', (length: number) => `//xueqiu.com/S/SZ000568${' '.repeat(length)}x`],
    ['parameters', (length: number) => `//www.cls.cn/stock?${'code=sh&'.repeat(length / 8)}`],
    ['half parameters', (length: number) => `//www.cls.cn/stock?${'&code='.repeat(length / 6)}`],
    ['commas', (length: number) => `//stock.jrj.com.cn/share,600519,${'a'.repeat(length)},`],
    ['letters', (length: number) => `//stockpage.10jqka.com.cn/${'A.'.repeat(length / 2)}`],
  ])('with very many %s is read in linear time', (_what, make) => {
    const read = (size: number) => expect(readAddress(make(size))).toBe('');
    expect(growthOf(read, { length: 25_000 })).toBeLessThan(MAX_LINEAR_GROWTH);
  });
});

describe('a name that the publisher links again', () => {
  const read = (name: string, attributes: Readonly<Record<string, string>>) =>
    claimsOn(name, attributes)
      .map(({ dialect, ticker }) => `${dialect} ${ticker}`)
      .join();
  const page = 'http://quote.eastmoney.com/unify/r/1.600030';

  test('has a class and an address or a code at Eastmoney, on a span or an anchor', () => {
    const key = 'em_stock_key_common';
    expect(read('span', { class: key, href: page, 'data-code': '1,600030' })).toBe('eastmoney sh600030');
    expect(read('a', { class: `x ${key} `, href: page })).toBe('eastmoney sh600030');
    expect(read('span', { class: key, 'data-code': '1,600030' })).toBe('eastmoney sh600030');
    expect(read('span', { class: key, 'data-code': '002353' })).toBe('eastmoney sz002353');
    expect(read('a', { class: 'keytip', 'data-code': '116,00700' })).toBe('eastmoney hk00700');
  });

  test('is ignored without a share’s code or without the class', () => {
    const key = 'em_stock_key_common';
    expect(read('span', { class: key })).toBe('');
    expect(read('span', { class: key, href: 'http://baike.eastmoney.com/item/x' })).toBe('');
    expect(read('a', { class: 'keytip', href: '#', 'data-code': '90,BK1036' })).toBe('');
    expect(read('a', { class: 'keytip', 'data-code': '474' })).toBe('');
    expect(read('span', { class: `x${key}`, href: page })).toBe('');
    expect(read('span', { href: page, 'data-code': '1,600030' })).toBe('');
  });

  test('has a code in either attribute at Tonghuashun', () => {
    expect(read('span', { 'data-code': 'hs_1A0001' })).toBe('tonghuashun sh000001');
    expect(read('span', { 'data-code': 'hs_399001' })).toBe('tonghuashun sz399001');
    expect(read('a', { href: '#', code: 'hs_600519' })).toBe('tonghuashun sh600519');
    for (const code of ['1A0001', 'hs_1A0009', 'hs_60051', 'xhs_600519', 'hs_600519 ', 'hs_700519']) {
      expect([code, read('span', { 'data-code': code, code })]).toEqual([code, '']);
    }
  });
});

describe('a first mention', () => {
  test.each([
    ['stock_sz000625', 'quote_sz000625'],
    ['hkstock_hk00700', 'quote_hk00700'],
    ['usstock_BABA', 'quote_BABA'],
    ['forex_fx_susdcny', 'quote_fx_susdcny'],
    ['futures_M0', 'quote_M0'],
    ['overseas_futures_hf_CL', 'quote_hf_CL'],
    ['stock_3001042', 'quote_3001042'],
    ['stock_NASDAQ_AAPL7', 'quote_AAPL7'],
    ['stock_013855', 'quote_013855'],
    ['stock_1.600030', 'quote_1.600030'],
  ])('%s has its placeholder in %s', (mention, quote) => {
    const html = `<span id="${mention}">某公司</span><span id="${quote}"></span>`;
    expect(mentionsIn(html).map(({ placeholder }) => placeholder)).toEqual([html.lastIndexOf('</')]);
  });
});

describe('a marker', () => {
  test.each(['em_stock_key_common', 'keytip'])('may be only the class %s', (name) => {
    const html = `<span class="${name}" data-code="1,600030">某公司</span>`;
    expect(mentionsIn(html).map(({ ticker }) => ticker)).toEqual(['sh600030']);
  });

  const FIXTURES = 'test/fixtures/articles';
  const bodies = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('input.html'))
    .map((name) => ({ name, html: readFileSync(join(FIXTURES, name), 'utf8') }));

  test.each(DIALECTS.map((dialect, index) => ({ dialect, index, name: dialect.name })))(
    'of $name (line $index of the table) is in every body with that dialect',
    ({ dialect }) => {
      const always = [{ ...dialect, marker: '(?:)', needs: [''] }];
      for (const { name, html } of bodies) {
        expect([name, mentionsIn(html, { dialects: [dialect] })]).toEqual([
          name,
          mentionsIn(html, { dialects: always }),
        ]);
      }
    },
  );

  test('is in a body with only an address, in any letter case of the host', () => {
    for (const [address, expected] of ADDRESSES) {
      const [host = ''] = address.split('/');
      for (const written of [address, host.toUpperCase() + address.slice(host.length)]) {
        const found = mentionsIn(`<a href="//${written}">某公司</a>`);
        expect(found.map(({ dialect, ticker }) => `${dialect} mention ${ticker}`)).toEqual([expected]);
      }
    }
  });
});
