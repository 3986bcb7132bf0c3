import { DIALECTS } from '../../../../../src/mentions/dialects/table.ts';
import { mentionsIn, sinaSpan } from '../../../../support/build.ts';

/** Returns the mentions in a text, each as `ticker text`. */
const found = (text: string): readonly string[] =>
  mentionsIn(text).map(({ ticker, text: written }) => `${ticker} ${written}`);

describe('a code with its exchange', () => {
  test.each([
    ['（000625.SZ）', 'sz000625 000625.SZ'],
    ['(300104.SZ)', 'sz300104 300104.SZ'],
    ['（SZ.002340）', 'sz002340 SZ.002340'],
    ['（600968.SH）', 'sh600968 600968.SH'],
    ['（600968SH）', 'sh600968 600968SH'],
    ['（00700.HK）', 'hk00700 00700.HK'],
    ['(0700.HK)', 'hk00700 0700.HK'],
    ['（700.HK）', 'hk00700 700.HK'],
    ['（00700HK）', 'hk00700 00700HK'],
    ['（834277.BJ）', 'bj834277 834277.BJ'],
    ['（BIDU.US）', 'usBIDU BIDU.US'],
    ['（F.US）', 'usF F.US'],
    ['（BIDU.O）', 'usBIDU BIDU.O'],
    ['（AAPL.OQ）', 'usAAPL AAPL.OQ'],
    ['（TME.N）', 'usTME TME.N'],
    ['（BRK.B.N）', 'usBRK.B BRK.B.N'],
    ['茅台600519.SH收高', 'sh600519 600519.SH'],
    ['茅台600519.SS收高', 'sh600519 600519.SS'],
    ['茅台-600519.SH', 'sh600519 600519.SH'],
    ['代码sh600519。', 'sh600519 sh600519'],
    ['SZ000625', 'sz000625 SZ000625'],
    ['sh.600519', 'sh600519 sh.600519'],
    ['sh000001', 'sh000001 sh000001'],
    ['BJ920118', 'bj920118 BJ920118'],
    ['HK0700', 'hk00700 HK0700'],
    ['HK.00700', 'hk00700 HK.00700'],
    ['沪指（000001.SH）', 'sh000001 000001.SH'],
    ['平安银行（000001.SZ）', 'sz000001 000001.SZ'],
    ['６００５１９．SH', 'sh600519 ６００５１９．SH'],
  ])('%s is found', (text, expected) => {
    expect(found(text)).toEqual([expected]);
  });

  test('is found beside another', () => {
    expect(found('（002594.SZ/01211.HK）')).toEqual(['sz002594 002594.SZ', 'hk01211 01211.HK']);
    expect(found('（600968SH，00700HK；BIDU.O）')).toEqual([
      'sh600968 600968SH',
      'hk00700 00700HK',
      'usBIDU BIDU.O',
    ]);
  });

  test.each([
    ['1600519.SH', '600519.SHX', 'A600519.SH', '600519.SH1', '600519.SH_1', 'a_600519.SH'],
    ['X-600519.SH', '600519.SH-1', '1.600519.SH', '600519.SH.pdf', '600519.SH@example.com', 'a@600519.SH'],
    ['a/600519.SH', '/S/SH600519', '/2021/000625.SZ', '600519.SH/a', '?code=sh600519', '%20600519.SH'],
    [
      'sh6005190',
      'ash600519',
      'SZ202111',
      'SH000',
      'sz700519',
      'Sh600519',
      'HK1000万',
      'HK 0700',
      'HK123456',
    ],
    ['600519.sh', '00700.hk', '600519.S', '60051.SH', '6005190.SH', '000700.HK', '600519. SH', 'B.US', 'U.N'],
    ['（U.N）', '（bidu.us）', '（BIDUBIDU.O）', '（ABIDU.USA）', '600968SH', '（1600968SH）'],
  ])('is not found in %s, %s, %s, %s, %s, %s', (...texts) => {
    expect(texts.flatMap(found)).toEqual([]);
  });
});

describe('a code after a label in brackets', () => {
  test.each([
    ['（深交所：002594 / 港交所：1211）', ['sz002594 002594', 'hk01211 1211']],
    ['（上交所：601127）', ['sh601127 601127']],
    ['（北交所：834277）', ['bj834277 834277']],
    ['（NYSE：BABA、港交所：9988）', ['usBABA BABA', 'hk09988 9988']],
    ['(NASDAQ: BABA)', ['usBABA BABA']],
    ['(Nasdaq: PDD)', ['usPDD PDD']],
    ['（纽交所：NIO）', ['usNIO NIO']],
    ['（纳斯达克：PDD）', ['usPDD PDD']],
    ['（NYSE：BRK.B）', ['usBRK.B BRK.B']],
    ['（英语：Tiffany & Co.，NYSE：TIF）', ['usTIF TIF']],
    ['（股票代码：600519）', ['sh600519 600519']],
    ['（股票代码 600519）', ['sh600519 600519']],
    ['（代码：000858）', ['sz000858 000858']],
    ['（证券代码：002230）', ['sz002230 002230']],
    ['（证券代码：510300）', ['sh510300 510300']],
    ['（港股代码：00700）', ['hk00700 00700']],
    ['（股份代號：5）', ['hk00005 5']],
    ['（A股：600036；H股：03968）', ['sh600036 600036', 'hk03968 03968']],
    ['（基金代码：510300）', ['sh510300 510300']],
    ['（指数代码：000300）', ['sh000300 000300']],
    ['（指数代码：399001）', ['sz399001 399001']],
    ['（股票代码：0００８５８）', ['sz000858 0００８５８']],
  ])('%s is found', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  test.each([
    [
      '深交所：002594',
      '（深交所）：002594',
      '（深交所：00259）',
      '（深交所：0025944）',
      '（深交所：002594元）',
    ],
    ['（港交所：12家）', '（港股：35）', '（纽交所：12）', '（XNYSE：BABA）', '（NYSE：baba）'],
    [
      '（错误代码：600519）',
      '（代码：404）',
      '（证券代码：871245）',
      '（基金代码：000001）',
      '（债券代码：600519）',
    ],
    ['（PE：BABA）', '（CEO：JACK）', '（代码）600519', '（股票代码：\n600519）', '（股票代码：600519\n）'],
  ])('is not found in %s, %s, %s, %s, %s', (...texts) => {
    expect(texts.flatMap(found)).toEqual([]);
  });
});

describe('a code and its exchange in brackets', () => {
  test.each([
    ['藏格(000408,SZ)', ['sz000408 000408']],
    ['茅台（600519，SH）', ['sh600519 600519']],
    ['长电(SH 600584)', ['sh600584 600584']],
    ['通富（SZ 002156，收盘价：12.3元）', ['sz002156 002156']],
    ['中铁(601390,股吧)', ['sh601390 601390']],
    ['中铁 （601390，股吧）', ['sh601390 601390']],
    ['茅台(600519行情,爱股,主力动向)', ['sh600519 600519']],
    ['茅台(600519 股吧,行情,资讯)', ['sh600519 600519']],
    ['汉宇(300403,股吧)(300403.SZ)', ['sz300403 300403', 'sz300403 300403.SZ']],
    ['阿里（BABA.US/09988.HK）', ['usBABA BABA.US', 'hk09988 09988.HK']],
    ['阿里（09988.HK / BABA.US；688365.SH）', ['hk09988 09988.HK', 'usBABA BABA.US', 'sh688365 688365.SH']],
    ['伯克希尔（NYSE: BRK/B）', ['usBRK.B BRK/B']],
    ['伯克希尔（NYSE：BRK-B）', ['usBRK.B BRK-B']],
    ['伯克希尔（NYSE: BRK B）', ['usBRK.B BRK B']],
    ['伯克希尔（NYSE：BRK/A、BRK/B）', ['usBRK.A BRK/A', 'usBRK.B BRK/B']],
    ['伯克希尔（BRKb.N）', ['usBRK.B BRKb.N']],
    ['谷歌(NASDAQ: GOOG, GOOGL)', ['usGOOG GOOG', 'usGOOGL GOOGL']],
    ['万科(SHE:000002)', ['sz000002 000002']],
    ['腾讯(HKG:0700)', ['hk00700 0700']],
    ['特斯拉（US.TSLA）', ['usTSLA US.TSLA']],
    ['茅台【600519.XSHG】', ['sh600519 600519.XSHG']],
    ['茅台(600519 CH)', ['sh600519 600519']],
    ['拼多多（PDD，纳斯达克）', ['usPDD PDD']],
    ['长安（ＳＺ，０００６２５）', ['sz000625 ０００６２５']],
    ['长安（000625、200625）', ['sz000625 000625', 'sz200625 200625']],
    ['紫金（601899，02899.HK）', ['sh601899 601899', 'hk02899 02899.HK']],
    ['券商ETF（512880）', ['sh512880 512880']],
    ['创业板ETF易方达（159915）', ['sz159915 159915']],
    ['白酒指数(LOF)A（161725）', ['sz161725 161725']],
    ['大秦转债（113044）', ['sh113044 113044']],
    ['九强转债(123150,股吧)', ['sz123150 123150']],
    ['东财转3（123111）', ['sz123111 123111']],
    ['原油（QDII-LOF-FOF）（161129）', ['sz161129 161129']],
    ['平安（沪：601318；港：02318）', ['sh601318 601318', 'hk02318 02318']],
    ['平安（深A000001）', ['sz000001 000001']],
    ['平安（深圳：000001）', ['sz000001 000001']],
    ['中芯（科创板：688981；港股：00981）', ['sh688981 688981', 'hk00981 00981']],
    ['五粮液（深交所主板：000858）', ['sz000858 000858']],
    ['中芯（科创板代码：688981）', ['sh688981 688981']],
    ['茅台（600519，编号300750）', ['sh600519 600519']],
    ['锦波（北证：920982）', ['bj920982 920982']],
    ['锦波（北交所代码：832982）', ['bj832982 832982']],
    ['证券ETF（场内代码：512880）', ['sh512880 512880']],
    ['腾讯(700 HK Equity)', ['hk00700 700']],
    ['拼多多（PDD US Equity）', ['usPDD PDD']],
    ['伯克希尔（BRK B US）', ['usBRK.B BRK B']],
    ['茅台（600519.ss）', ['sh600519 600519.ss']],
    ['平安（000001.Sz）', ['sz000001 000001.Sz']],
    ['帝国石油 (NYSE American: IMO)', ['usIMO IMO']],
    ['拼多多（NASDAQ交易代码：PDD）', ['usPDD PDD']],
    ['腾讯(HKEX stock code: 0700)', ['hk00700 0700']],
    ['茅台&#65288;600519&#65289;', ['sh600519 600519']],
    ['茅台（<a href="https://example.com">600519</a>）', ['sh600519 600519']],
  ])('is found in %s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  test.each([
    ['（NYSE：BRK/WS）', '（US，UK）', '（NYSE, IPO）', '（纳斯达克IPO）', '(CEO, US)'],
    ['（2018，港交所）', '（港交所，2018）', '(20211118,SZ)', '（700519，SH）', '（SZ 600519）'],
    [
      '某某ETF联接（512880）',
      '某某（123150）',
      '某某（200912，SH）',
      '销量（600000，同比增长5%）',
      '（000408元,SZ）',
    ],
    ['（FDA，US）', '（MIT, US）', '（美股：IPO）', '（518000, CN）', '（200120, CN）'],
    ['（香港：2318）', '（香港：852）', '（深圳 518000）', '（上海：200041）', '（HK1997年）'],
  ])('is not found in %s, %s, %s, %s, %s', (...texts) => {
    expect(texts.flatMap(found)).toEqual([]);
  });

  test('is found outside brackets in spellings that are unambiguous', () => {
    expect(found('万科SHE:000002与NASDAQ: PDD、US.TSLA、BABA.US/09988.HK，腾讯700 HK Equity')).toEqual([
      'sz000002 000002',
      'usPDD PDD',
      'usTSLA US.TSLA',
      'usBABA BABA.US',
      'hk09988 09988.HK',
      'hk00700 700',
    ]);
  });
});

describe('zero-width characters', () => {
  test.each([
    ['茅台（600519\u200b.SH）', 'sh600519 600519.SH'],
    ['茅台\u200b（600519）', 'sh600519 600519'],
    ['茅台（\ufeff600519\ufeff）', 'sh600519 600519'],
    ['茅台（600519&#8203;.SH）', 'sh600519 600519.SH'],
  ])('are ignored in %j', (text, expected) => {
    expect(found(text)).toEqual([expected]);
  });

  test('prevent a link inside the code that they split', () => {
    expect(mentionsIn('茅台（600519\u200b.SH）')[0]?.link).toEqual({ kind: 'none' });
  });
});

describe('the label of an announcement’s header', () => {
  test.each([
    ['证券代码：688365　　　　证券简称：光云　　公告编号：2023-001', ['sh688365 688365']],
    ['股票代码:000625、200625 股票简称:长安、长安B', ['sz000625 000625', 'sz200625 200625']],
    ['证券代码: 600000 证券简称: 浦发', ['sh600000 600000']],
    [
      'A股代码：600028　H股代码：00386　B股代码：900901',
      ['sh600028 600028', 'hk00386 00386', 'sh900901 900901'],
    ],
    ['股票代码：600036（A股）03968（H股）', ['sh600036 600036', 'hk03968 03968']],
    ['证券代码：A股 600036 H股 03968', ['sh600036 600036', 'hk03968 03968']],
    ['证券代码：600036 优先股代码：360028 转债代码：123150', ['sh600036 600036', 'sz123150 123150']],
    ['<p>证券代码：<b>688365</b>　证券简称</p>', ['sh688365 688365']],
    [
      '<table><tr><td>证券代码</td> <td>688365</td></tr><tr><td>股票代码：</td><td>000625</td></tr></table>',
      ['sh688365 688365', 'sz000625 000625'],
    ],
    ['Stock Code: 700', ['hk00700 700']],
    ['Stock Codes: 700 (HKD Counter) and 80700 (RMB Counter)', ['hk00700 700', 'hk80700 80700']],
    ['股份代號：700（港幣櫃台）及80700（人民幣櫃台）', ['hk00700 700', 'hk80700 80700']],
    ['股票简称“宁德时代”，股票代码“300750”', ['sz300750 300750']],
    ['股票代码为“300750”', ['sz300750 300750']],
    ['股票代码（600519）', ['sh600519 600519']],
    ['股票代码：【600519】', ['sh600519 600519']],
    ['证券代码：000625（200625）', ['sz000625 000625', 'sz200625 200625']],
    ['证券代码：A600689', ['sh600689 600689']],
    ['证券代码：６８８３６５', ['sh688365 ６８８３６５']],
  ])('marks the codes in %s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  test.each([
    [
      '错误代码：600519',
      'SWIFT代码：600519',
      '组织机构代码：600519',
      '邮政代码：200041',
      '证券代码：2023-001',
    ],
    ['证券代码：20211118', '证券代码：5家', '证券代码：871245', '基金代码：000001', '证券代码：600519元'],
    [
      '证券代码\n600519元',
      '见证券代码\n600519',
      '证券代码一栏600519',
      '代码写成600519行',
      '公司代码：1234567',
    ],
  ])('marks nothing in %s, %s, %s, %s, %s', (...texts) => {
    expect(texts.flatMap(found)).toEqual([]);
  });
});

describe('bare digits in brackets', () => {
  test.each([
    ['紫金矿业（601899）', 'sh601899 601899'],
    ['中芯国际(688981)', 'sh688981 688981'],
    ['万科A（000002）', 'sz000002 000002'],
    ['诺思兰德（920047）', 'bj920047 920047'],
    ['九号公司（689009）', 'sh689009 689009'],
    ['电科院（300215）', 'sz300215 300215'],
    ['贵州茅台股票（600519）', 'sh600519 600519'],
    ['平安银行（000001）', 'sz000001 000001'],
    ['神州数码（000034）', 'sz000034 000034'],
    ['上证报报道平安银行（000001）', 'sz000001 000001'],
    ['腾讯控股(00700)', 'hk00700 00700'],
  ])('%s are found', (text, expected) => {
    expect(found(text)).toEqual([expected]);
  });

  test.each([
    ['（601899）', '”（601899）', '矿业 （601899）', '1（601899）', '矿业（601899元）'],
    ['天风期货（834277）', '长城（430047）', '某某（871245）', '某某（889999）', '某某（820001）'],
    ['某某（510300）', '某某（113050）', '某某（399001）', '某某（202111）', '某某（100045）'],
    ['上海（200041）', '长安Ｂ（200625）', '南开大学（300072）', '卫津路94号（300071）', '南开区（300071）'],
    [
      '某某混合A（003095）',
      '某某债券（000192）',
      '上证指数（000001）',
      '沪指（000001）',
      '中证煤炭（000820）',
    ],
    ['编号（600519）', '验证码（600519）', '合计（600519）', '某某（12345）', '某某（00000）'],
    ['成交额（600519）', '阅读量（600519）', '市值（600519）', '净利润（600519）', '营业收入（600519）'],
    ['QQ（600519）', 'QQ群（600519）', '许可证（600519）', '京ICP备（600519）', '流水号（600519）'],
    ['用户（600519）', '粉丝（600519）', '浏览次数（300750）', '版本（000625）', '日期（300101）'],
    ['某某成长（000001）', '某某稳健（000192）', '余额宝（000198）', '色值（300750）', '编码（600519）'],
    ['脸书（FB）', '亚马逊（AMZN）', '职业篮球（NBA）', '（2021）600519号', '（600519'],
  ])('are not found in %s, %s, %s, %s, %s', (...texts) => {
    expect(texts.flatMap(found)).toEqual([]);
  });
});

describe('a cashtag', () => {
  test.each([
    ['$TSLA', ['usTSLA TSLA']],
    ['看好$BRK.B。', ['usBRK.B BRK.B']],
    ['Buy $TSLA.', ['usTSLA TSLA']],
    ['$TSLA$', ['usTSLA TSLA']],
    ['$TSLA$$AAPL$', ['usTSLA TSLA', 'usAAPL AAPL']],
    ['$文峰股份(601010.SH)$', ['sh601010 文峰股份']],
    ['$文峰股份（601010.SH）$', ['sh601010 文峰股份']],
    ['$ 五 粮 液 (000858)$', ['sz000858 五 粮 液']],
    ['$腾讯控股(00700)$', ['hk00700 腾讯控股']],
    ['$长和(1)$', ['hk00001 长和']],
    ['$阿里巴巴(BABA)$', ['usBABA 阿里巴巴']],
    ['$百度(BIDU.US)$', ['usBIDU 百度']],
    ['$伯克希尔(BRK.A)$', ['usBRK.A 伯克希尔']],
    ['$中芯国际(688981)$', ['sh688981 中芯国际']],
    ['$泸州老窖(SZ000568)$', ['sz000568 泸州老窖']],
    ['$Rivian(RIVN)$', ['usRIVN Rivian']],
    ['$恒生指数(HKHSI)$', ['hkHSI 恒生指数']],
    ['$纳斯达克综指(.IXIC)$', ['us.IXIC 纳斯达克综指']],
    ['$中国平安ADR(PINK:PNGAY)$', ['usPNGAY 中国平安ADR']],
  ])('%s is found', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  test.each([
    ['$100', 'US$', 'HK$100', 'US$TSLA', '$T', '$TESLAS'],
    ['$PATH/bin', '$TSLA-USD', '$TSLA_1', '$tsla', '$BTC', '$USD'],
    ['$f(12)$', '$P(A)$', '$Var(X)$', '$某基金(F005827)$', '$某组合(ZH123456)$', '$天风期货(834277)$'],
  ])('is not found in %s, %s, %s, %s, %s, %s', (...texts) => {
    expect(texts.flatMap(found)).toEqual([]);
  });
});

describe('a code near a name in an element', () => {
  const name = sinaSpan('sz000625', '长安汽车');

  test.each([
    '（000625.SZ）',
    '(000625)',
    ' （深交所：000625）',
    '（A股：000625；',
    '（股票简称长安，代码：000625）',
  ])('is part of that mention in %s', (after) => {
    expect(found(name + after)).toEqual(['sz000625 长安汽车']);
  });

  test('is a separate mention if it is another ticker', () => {
    expect(found(`${name}（000625.SZ，01211.HK）`)).toEqual(['sz000625 长安汽车', 'hk01211 01211.HK']);
    expect(found(`${name}（000001.SH）`)).toEqual(['sz000625 长安汽车', 'sh000001 000001.SH']);
  });

  test.each([
    '：000625.SZ',
    '（注）（000625.SZ）',
    '与对手（000625.SZ）',
    `（${'长'.repeat(40)}，000625.SZ）`,
    '<br>（000625.SZ）',
  ])('is a separate mention after something else, as in %s', (after) => {
    expect(found(name + after)).toEqual(['sz000625 长安汽车', 'sz000625 000625.SZ']);
  });

  test('belongs to the element if it is inside', () => {
    expect(found(sinaSpan('sz000625', '长安汽车（000625.SZ）'))).toEqual(['sz000625 长安汽车（000625.SZ）']);
    expect(found(sinaSpan('sz000625', '（600519.SH）'))).toEqual(['sz000625 （600519.SH）']);
    expect(found(sinaSpan('sz000625', '$长安汽车(SZ000625)$'))).toEqual(['sz000625 $长安汽车(SZ000625)$']);
  });

  test('belongs to the outer element if it follows the inner one', () => {
    expect(
      found(
        '<span id="stock_sz000625">长安<span id="stock_sh600104">上汽</span>（000001.SZ）</span>（600519.SH）',
      ),
    ).toEqual(['sz000625 长安上汽（000001.SZ）', 'sh600104 上汽', 'sh600519 600519.SH']);
  });

  test('is recognized after any number of elements around one name', () => {
    const codes = ['sz000001', 'sz000002', 'sz000004', 'sz000005', 'sz000006', 'sz000625'];
    const open = codes.map((code) => `<span id="stock_${code}">`).join('');
    expect(found(`${open}名${'</span>'.repeat(codes.length)}（000001.SZ）（600519.SH）`)).toEqual([
      ...codes.map((code) => `${code} 名`),
      'sh600519 600519.SH',
    ]);
  });

  test('is searched once, even for many mentions', () => {
    expect(mentionsIn(`${name}（000625）`.repeat(300) + '茅台（600519）'.repeat(500))).toHaveLength(800);
  });
});

test('a mention is only the code; it gets a link if the code contains no markup', () => {
  const html = '<p>长安（<b>000625</b>.SZ）与茅台（600519.SH）</p>';
  const [first, second] = mentionsIn(html);
  expect(html.slice(first?.start, first?.end)).toBe('000625</b>.SZ');
  expect(first?.link).toEqual({ kind: 'none' });
  expect(second).toMatchObject({ dialect: 'text', before: '长安（000625.SZ）与茅台（', after: '）' });
  const at = html.indexOf('600519.SH');
  expect(second?.link).toEqual({ kind: 'bare', openAt: at, closeAt: at + 9 });
});

describe('the markers', () => {
  const markers = new RegExp(
    DIALECTS.filter(({ notation }) => notation)
      .map(({ marker }) => marker)
      .join('|'),
  );

  test.each([
    '<img src="https://n.sinaimg.cn/finance/cece9e13/20200514/343233024.png">',
    '<img src="https://n.sinaimg.cn/translate/200/w1080h720/20211118/600519-kvsfyus.jpg">',
    '<p style="color:#333333;font:16px/1.6">2021年11月18日 23:21，上涨4.7%，（2021）</p>',
    '<!--mce-plugin-videoList2[{"listPlay":true,"id":600519}]mce-plugin-videoList2-->',
    '<script>$("#a").on(function($){}); var s = $(A);</script>',
    '<a href="https://example.com/a?b=1&c=600519">证券代码</a>，股市：大涨，NBA，（CEO），A股',
  ])('do not match %s', (html) => {
    expect(markers.exec(html)?.[0]).toBeUndefined();
  });
});
