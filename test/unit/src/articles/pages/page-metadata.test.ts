import { NO_METADATA } from '../../../../../src/articles/article.ts';
import { pageMetadata as readPage } from '../../../../../src/articles/pages/page-metadata.ts';
import { parseSubmission } from '../../../../../src/articles/parse-submission.ts';

const pageMetadata = (html: string) => readPage(html).metadata;
const page = (body: string, head = ''): string =>
  `<!DOCTYPE html><html><head><title>题_频道_网</title>${head}</head><body><div class="nav">导航</div>${body}</body></html>`;

const LAYOUTS: readonly (readonly [site: string, body: string, expected: object])[] = [
  [
    'Sina',
    `<h1 class="main-title">长安汽车公告</h1><div class="date-source"><span class="date">2021年11月18日 23:21</span>
     <a class="source">第一财经</a></div><div id="artibody"><p>文</p><p class="article-editor">责任编辑：邓健 </p></div>`,
    { source: '第一财经', author: '邓健' },
  ],
  [
    'Sina before',
    `<h1 id="artibodyTitle">长安汽车公告</h1><span id="pub_date">2021年11月18日23:21</span>
     <span id="media_name"><a>证券时报</a></span><div id="artibody">文</div>`,
    { source: '证券时报', author: null },
  ],
  [
    'Eastmoney',
    `<div class="topbox"><div class="title">长安汽车公告</div><div class="infos"><div class="item">2021年11月18日 23:21</div>
     <div class="item">作者：李四</div><div class="item">来源：东方财富研究中心</div></div></div><div id="ContentBody">文</div>`,
    { source: '东方财富研究中心', author: '李四' },
  ],
  [
    'Eastmoney with its source at the end',
    `<div class="newsContent"><h1>长安汽车公告</h1><div class="time">2021年11月18日 23:21</div></div>
     <div id="ContentBody">文<p class="em_media">（文章来源：第一财经）</p></div>`,
    { source: '第一财经' },
  ],
  [
    'Tonghuashun',
    `<h2 class="main-title">长安汽车公告</h2><span id="pubtime_baidu">2021-11-18 23:21:00</span>
     <span id="source_baidu">来源：同花顺综合</span><div class="main-text">文</div>`,
    { source: '同花顺综合' },
  ],
  [
    'NetEase',
    `<h1 class="post_title">长安汽车公告</h1><div class="post_info">2021-11-18 23:21:00　来源: <a>澎湃新闻</a></div>
     <div class="post_body">文</div>`,
    { source: '澎湃新闻' },
  ],
  [
    'Tencent',
    `<div class="hd"><h1>长安汽车公告</h1><span class="a_time">2021-11-18 23:21</span><span class="a_source">界面</span></div>
     <div id="Cnt-Main-Article-QQ">文</div>`,
    { source: '界面' },
  ],
  [
    'JRJ',
    `<div class="titmain"><h1>长安汽车公告</h1><p class="inftop"><span>2021-11-18 23:21:00</span>
     <span>来源：金融界网站</span><span>作者：王五</span></p></div><div class="texttit_m1">文</div>`,
    { source: '金融界网站', author: '王五' },
  ],
  [
    'Hexun',
    `<div class="articleName"><h1>长安汽车公告</h1></div><div class="tip"><span class="pr20">2021-11-18 23:21:00</span>
     <a>和讯股票</a></div><div class="art_contextBox">文</div>`,
    { source: '和讯股票' },
  ],
  [
    'CLS',
    `<div class="detail-title">长安汽车公告</div><div class="detail-time">2021年11月18日 23:21 星期四</div>
     <div class="detail-content">文</div>`,
    { source: '财联社' },
  ],
];

test.each(LAYOUTS)('a page of %s has all its metadata', (_site, body, expected) => {
  expect(pageMetadata(page(body))).toMatchObject({
    title: '长安汽车公告',
    publishedAt: '2021-11-18T15:21:00.000Z',
    ...expected,
  });
});

test('a page of an unknown publisher has metadata in JSON-LD, Open Graph or its title', () => {
  const ld = JSON.stringify({
    '@graph': [
      { '@type': 'WebSite', name: '站' },
      {
        '@type': ['NewsArticle', 'Thing'],
        headline: '标题',
        datePublished: '2021-11-18T23:21:52+08:00',
        author: [{ name: '张三' }],
        publisher: { name: '报' },
      },
    ],
  });
  const script = `<script type="application/ld+json">${ld}</script>`;
  const graph = `<meta property="og:title" content="别题"><meta property="og:site_name" content="站">
    <meta name="author" content="众"><meta property="article:published_time" content="2021-11-19T07:21:52+08:00">
    <link rel="canonical" href="https://example.com/1">`;
  expect(pageMetadata(page('文', script + graph))).toEqual({
    title: '标题',
    url: 'https://example.com/1',
    source: '报',
    author: '张三',
    publishedAt: '2021-11-18T15:21:52.000Z',
    externalId: null,
  });
  expect(pageMetadata(page('文', graph))).toMatchObject({
    title: '别题',
    source: '站',
    author: '众',
    publishedAt: '2021-11-18T23:21:52.000Z',
  });
  expect(pageMetadata(page('文'))).toEqual({ ...NO_METADATA, title: '题_频道_网' });
});

test.each([
  ['a script that is not JSON', '<script type="application/ld+json">{,}</script>'],
  [
    'JSON in another form',
    '<script type="application/ld+json">[null,1,{"@type":"Article","headline":7,"author":{}}]</script>',
  ],
  ['an address that is a script', '<link rel="canonical" href="javascript:alert(1)">'],
  ['an invalid date', '<meta property="article:published_time" content="gestern">'],
])('invalid metadata is ignored: %s', (_what, head) => {
  expect(pageMetadata(page('文', head))).toEqual({ ...NO_METADATA, title: '题_频道_网' });
});

test('a fragment has no metadata', () => {
  expect(pageMetadata('<h1 class="main-title">题</h1><div id="artibody">文</div>')).toEqual(NO_METADATA);
  expect(pageMetadata('<p>&lt;html&gt; <bodys></p>')).toEqual(NO_METADATA);
});

test('a megabyte of nested elements is accepted without metadata', () => {
  const html = page('<div>'.repeat(220_000));
  const article = parseSubmission('text/html', new TextEncoder().encode(html));
  expect(article).toMatchObject({ body: html, metadata: NO_METADATA });
});

test('many elements side by side do not count as deep', () => {
  const body = `<h1 class="main-title">题</h1><div id="artibody">${'<p>文<br>'.repeat(5000)}</div>`;
  expect(pageMetadata(page(body)).title).toBe('题');
});

test('the whole page is the body, and JSON fields override its metadata', () => {
  const html = page('<p>文</p>');
  const json = JSON.stringify({ html, title: '给定' });
  const article = parseSubmission('application/json', new TextEncoder().encode(json));
  expect(article).toMatchObject({ body: html, metadata: { title: '给定' } });
});

describe('a page without the layout of a known publisher', () => {
  const plainPage = (title: string, body: string, head = ''): string =>
    `<!doctype html><html><head><title>${title}</title>${head}</head><body><h1>快讯</h1>${body}</body></html>`;

  test('has its metadata below its heading', () => {
    const html = plainPage(
      '长安汽车发布公告_股票频道_证券时报网',
      '<div>2021年11月30日</div><h1>长安汽车发布公告</h1><div>2021年11月18日 23:21<span>来源：<a>证券时报</a></span><span>作者：张三</span></div><p>2020年1月1日 10:00，公司称。</p>',
    );
    expect(pageMetadata(html)).toMatchObject({
      title: '长安汽车发布公告',
      publishedAt: '2021-11-18T15:21:00.000Z',
      source: '证券时报',
      author: '张三',
    });
  });

  test.each([
    ['2021-11-18 23:21 来源: 第一财经', '2021-11-18T15:21:00.000Z', '第一财经'],
    [
      '<span>2021-11-18</span> <span>23:21</span><em>文章来源：第一财经</em>',
      '2021-11-18T15:21:00.000Z',
      '第一财经',
    ],
    ['发布时间：2021/11/18 23:21:00 | 来源：第一财经 | 评论', '2021-11-18T15:21:00.000Z', '第一财经'],
    [`<p>${'公司称，'.repeat(30)}</p><p>2021-11-18 23:21 来源：第一财经</p>`, null, null],
    ['<p>截至2021年11月18日，公司称。</p>数据来源：第一财经', null, null],
    [`${'<i></i>'.repeat(500)}2021-11-18 23:21 来源：第一财经`, null, null],
  ])('below the heading: %s', (below, publishedAt, source) => {
    expect(pageMetadata(plainPage('长安汽车发布公告', `<h1>长安汽车发布公告</h1>${below}`))).toMatchObject({
      publishedAt,
      source,
    });
  });

  test.each([
    ['长安汽车公告_新浪财经_新浪网', '长安汽车公告', '新浪财经'],
    ['长安汽车公告 _ 东方财富网', '长安汽车公告', '东方财富网'],
    ['长安汽车公告 - 股票 - 东方财富网', '长安汽车公告', '东方财富网'],
    ['长安汽车公告|界面新闻', '长安汽车公告', '界面新闻'],
    ['长安汽车公告——证券时报网', '长安汽车公告', '证券时报网'],
    ['长安汽车 - 公告', '长安汽车 - 公告', null],
    ['长安汽车-公告_某某网', '长安汽车-公告_某某网', null],
    ['新浪财经', '新浪财经', null],
    ['_新浪财经', '_新浪财经', null],
  ])('the title %s is %s', (written, title, source) => {
    expect(pageMetadata(`<html><head><title>${written}</title></head><body>文</body></html>`)).toMatchObject({
      title,
      source,
    });
  });

  test('the page’s own site name is cut from its title', () => {
    const head =
      '<meta property="og:site_name" content="某某网"><meta property="og:title" content="长安汽车公告 - 某某网">';
    expect(pageMetadata(plainPage('题', '文', head))).toMatchObject({
      title: '长安汽车公告',
      source: '某某网',
    });
  });

  test('Baidu’s JSON-LD and times with blanks around their names are read', () => {
    const cambrian = JSON.stringify({
      '@context': 'https://ziyuan.baidu.com/contexts/cambrian.jsonld',
      '@id': 'https://example.com/1',
      title: '长安汽车公告_新浪财经',
      pubDate: '2021-11-18T23:21:52',
    });
    const script = `<script type="application/ld+json">${cambrian}</script>`;
    expect(pageMetadata(plainPage('题', '文', script))).toMatchObject({
      title: '长安汽车公告',
      url: 'https://example.com/1',
      publishedAt: '2021-11-18T15:21:52.000Z',
    });
    const meta = '<meta property="og:time " content=" 2021-11-18 23:21:52 ">';
    expect(pageMetadata(plainPage('题', '文', meta)).publishedAt).toBe('2021-11-18T15:21:52.000Z');
  });

  test('the first valid date and address are used, and invalid ones give a warning', () => {
    const head = `<meta property="article:published_time" content="gestern"><link rel="canonical" href="javascript:alert(1)">`;
    const html = plainPage('长安汽车公告', '<h1>长安汽车公告</h1>2021-11-18 23:21', head);
    expect(readPage(html)).toMatchObject({
      metadata: { publishedAt: '2021-11-18T15:21:00.000Z', url: null },
      warnings: [{ code: 'url-dropped' }],
    });
    expect(readPage(html, 'America/New_York').metadata.publishedAt).toBe('2021-11-19T04:21:00.000Z');
  });
});

describe('metadata on real pages', () => {
  const JUST_TITLE = '长安汽车发布公告';
  const withHead = (head: string, body = '文'): string =>
    `<!doctype html><html><head><title>${JUST_TITLE}</title>${head}</head><body>${body}</body></html>`;
  const script = (text: string, type = 'application/ld+json') => `<script type="${type}">${text}</script>`;
  const NEWS = { '@type': 'NewsArticle', headline: '标题', datePublished: '2021-11-18 23:21' };
  const FOUND = { title: '标题', publishedAt: '2021-11-18T15:21:00.000Z' };

  test.each([
    ['publish-date'],
    ['publish_date'],
    ['PublishDate'],
    ['weibo:article:create_at'],
    ['DC.date.issued'],
    ['dcterms.created'],
    ['parsely-pub-date'],
    ['_pubtime'],
    ['og:pubdate'],
    ['firstpublishedtime'],
    ['dateCreated'],
  ])('a date in <meta name="%s">', (name) => {
    const head = `<meta name="${name}" content="2021-11-18 23:21">`;
    expect(pageMetadata(withHead(head)).publishedAt).toBe(FOUND.publishedAt);
  });

  test.each([
    '<span itemprop="datePublished" content="2021-11-18T23:21:00+08:00">x</span>',
    '<span itemprop="datePublished">2021-11-18 23:21</span>',
    '<time pubdate>2021-11-18 23:21</time>',
  ])('a date in %s', (element) => {
    expect(pageMetadata(withHead('', element)).publishedAt).toBe(FOUND.publishedAt);
  });

  test('an address in place of a name is ignored, and a URL without a scheme is accepted', () => {
    const head = `<meta property="article:author" content="https://example.com/me"><meta name="author" content="张三">
      <meta name="source" content="第一财经"><link rel="canonical" href="//example.com/1">`;
    expect(pageMetadata(withHead(head))).toMatchObject({
      author: '张三',
      source: '第一财经',
      url: 'https://example.com/1',
    });
  });

  const JSON_NEWS = JSON.stringify(NEWS);
  test.each([
    ['a graph with one node', script(JSON.stringify({ '@graph': NEWS }))],
    ['a graph in a list', script(JSON.stringify([{ '@graph': [NEWS] }]))],
    ['the main entity of a page', script(JSON.stringify({ '@type': 'WebPage', mainEntity: NEWS }))],
    ['another type', script(JSON.stringify({ ...NEWS, '@type': 'LiveBlogPosting' }))],
    [
      'values in objects',
      script(JSON.stringify({ ...NEWS, datePublished: { '@value': '2021-11-18 23:21' } })),
    ],
    ['a Unix time', script(JSON.stringify({ ...NEWS, datePublished: 1637248860 }))],
    [
      'a name in place of a headline',
      script(JSON.stringify({ '@type': 'Article', name: '标题', dateCreated: '2021-11-18 23:21' })),
    ],
    ['a charset in its type', script(JSON_NEWS, ' Application/LD+JSON; charset=utf-8')],
    ['a trailing comma', script(JSON_NEWS.replace('}', ',}'))],
    ['line feeds in texts', script(JSON_NEWS.replace('{', '{"description":"a\nb\tc",'))],
    ['a comment around it', script(`<!-- ${JSON_NEWS} -->`)],
    ['CDATA around it', script(`//<![CDATA[\n${JSON_NEWS}\n//]]>`)],
    ['a semicolon after it', script(`${JSON_NEWS};`)],
    ['a byte order mark', script(`\uFEFF${JSON_NEWS}`)],
  ])('JSON-LD with %s', (_what, head) => {
    expect(pageMetadata(withHead(head))).toMatchObject(FOUND);
  });

  test.each([
    ['mainEntityOfPage', 'https://example.com/1'],
    ['mainEntityOfPage', { '@id': 'https://example.com/1' }],
    ['url', { '@id': 'https://example.com/1' }],
    ['@id', 'https://example.com/1'],
  ])('the address in %s of JSON-LD', (name, value) => {
    expect(pageMetadata(withHead(script(JSON.stringify({ ...NEWS, [name]: value })))).url).toBe(
      'https://example.com/1',
    );
  });

  test.each([
    ['来源：第一财经2021-11-18 23:21', '第一财经', null],
    ['来源： 2021-11-18 23:21', null, null],
    ['【来源：第一财经】', '第一财经', null],
    ['来源：第一财经（记者 张三）', '第一财经', null],
    ['<em>来源</em>：第一财经 <em>作者</em> 张三', '第一财经', '张三'],
    ['来源 | 第一财经 作者丨张三', '第一财经', '张三'],
    ['数据来源：第一财经', null, null],
  ])('below the heading: %s', (below, source, author) => {
    expect(pageMetadata(withHead('', `<h1>${JUST_TITLE}</h1><div>${below}</div>`))).toMatchObject({
      source,
      author,
    });
  });

  test.each([
    ['长安汽车-华为合作', '长安汽车-华为合作'],
    ['快讯|长安汽车涨停', '快讯|长安汽车涨停'],
    ['BYD - Tesla rivalry heats up', 'BYD - Tesla rivalry heats up'],
    ['美的集团 - 东方财富证券研报', '美的集团 - 东方财富证券研报'],
    ['长安汽车公告-中新网', '长安汽车公告'],
    ['长安汽车公告_财经_中国网', '长安汽车公告'],
    ['长安汽车公告_澎湃新闻-The Paper', '长安汽车公告'],
    ['Changan plans | Reuters', 'Changan plans'],
  ])('the title %s is %s', (written, title) => {
    expect(pageMetadata(`<html><head><title>${written}</title></head><body>文</body></html>`).title).toBe(
      title,
    );
  });
});
