import iconv from 'iconv-lite';
import type { Article } from '../../../../src/articles/article.ts';
import { FEED_TYPES, itemsOfFeed } from '../../../../src/articles/parse-feed.ts';
import { AppError } from '../../../../src/errors.ts';

const RSS = 'application/rss+xml';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (type: string, text: string) =>
  [...itemsOfFeed(type, bytes(text))].flat().map(({ article }) => article);
const channel = (content: string): string =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>快讯</title>${content}</channel></rss>`;

function only(type: string, text: string): Article {
  const [article, ...others] = read(type, text);
  expect(others).toEqual([]);
  if (!article || article instanceof AppError) throw new Error(`no article: ${article?.message}`);
  return article;
}

function codeOf(type: string, text: string | Uint8Array): string {
  try {
    for (const _ of itemsOfFeed(type, typeof text === 'string' ? bytes(text) : text));
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('RSS', () => {
  test('has an article for each item, with its metadata', () => {
    const article = only(
      RSS,
      channel(`<image><title>徽标</title></image><item>
        <title>长安汽车 &amp; 伙伴</title><link>https://example.com/1</link><guid isPermaLink="false">x-1</guid>
        <author>redaktion@example.com (王编辑)</author><pubDate>Thu, 18 Nov 2021 23:21:52 +0800</pubDate>
        <description>&lt;p&gt;正文 &amp;amp; 全文&lt;/p&gt;</description></item>`),
    );
    expect(article).toEqual({
      format: 'html',
      frontMatter: '',
      body: '<p>正文 &amp; 全文</p>',
      metadata: {
        title: '长安汽车 & 伙伴',
        url: 'https://example.com/1',
        source: '快讯',
        author: '王编辑',
        publishedAt: '2021-11-18T15:21:52.000Z',
        externalId: 'x-1',
      },
    });
  });

  test('has the whole article in content:encoded, before or after the description', () => {
    const encoded = '<content:encoded><![CDATA[<p>全文 ]]]]><![CDATA[> &amp;</p>]]></content:encoded>';
    for (const fields of [
      `<description>摘要</description>${encoded}`,
      `${encoded}<description>摘要</description>`,
    ]) {
      expect(only(RSS, channel(`<item>${fields}</item>`)).body).toBe('<p>全文 ]]> &amp;</p>');
    }
  });

  test('has its items beside the channel in version 1.0', () => {
    const rdf = `<rdf:RDF><channel><title>旧</title></channel><item rdf:about="x"><title>题</title>
      <dc:creator>甲</dc:creator><dc:date>2021-11-18T23:21:52Z</dc:date><description>文</description></item></rdf:RDF>`;
    expect(only('application/xml', rdf).metadata).toMatchObject({
      title: '题',
      author: '甲',
      source: '旧',
      publishedAt: '2021-11-18T23:21:52.000Z',
    });
  });

  test('uses the guid as the address of an item without a link', () => {
    const item = '<item><guid>https://example.com/7</guid><description>x</description></item>';
    expect(only(RSS, channel(item)).metadata.url).toBe('https://example.com/7');
    const other = '<item><guid>urn:7</guid><description>x</description></item>';
    expect(only(RSS, channel(other)).metadata).toMatchObject({ url: null, externalId: 'urn:7' });
  });
});

describe('Atom', () => {
  const entry = (content: string): string =>
    `<feed xmlns="http://www.w3.org/2005/Atom"><title>源</title><author><name>众人</name></author><entry>${content}</entry></feed>`;

  test('has an article for each entry, with its metadata', () => {
    const { body, metadata } = only(
      'application/atom+xml',
      entry(`<source><title>别处</title><id>别处</id></source><title type="html">&lt;b&gt;题&lt;/b&gt; &amp;amp; 目</title>
        <link rel="self" href="https://example.com/self"/><link href="https://example.com/2"/><id>urn:2</id>
        <author><email>a@example.com</email><name>李</name></author><updated>2021-11-19T00:00:00Z</updated>
        <published>2021-11-18T23:21:52+08:00</published><content type="html">&lt;p&gt;文&lt;/p&gt;</content>`),
    );
    expect(body).toBe('<p>文</p>');
    expect(metadata).toEqual({
      title: '题 & 目',
      url: 'https://example.com/2',
      source: '源',
      author: '李',
      publishedAt: '2021-11-18T15:21:52.000Z',
      externalId: 'urn:2',
    });
  });

  test('may contain XHTML, HTML or plain text', () => {
    const xhtml = '<div xmlns="http://www.w3.org/1999/xhtml"><p>文 &amp; <i>字</i></p ></div >';
    expect(only('text/xml', entry(`<content type="xhtml">${xhtml}</content>`)).body).toBe(xhtml);
    expect(only('text/xml', entry('<content type="text">a &lt; b &amp; c</content>')).body).toBe(
      'a &lt; b &amp; c',
    );
    expect(only('text/xml', entry('<summary>摘要</summary>')).body).toBe('摘要');
  });
});

describe('JSON Feed', () => {
  const feed = (...items: unknown[]): string =>
    JSON.stringify({ version: 'https://jsonfeed.org/version/1.1', title: '源', items });
  const JSON_FEED = 'application/feed+json';

  test('has an article for each item, with its metadata', () => {
    const item = {
      id: 7,
      url: 'https://example.com/7',
      title: '题',
      content_html: '<p>文</p>',
      content_text: '文',
      date_published: '2021-11-18T23:21:52+08:00',
      authors: [{ name: '张' }],
      _extension: {},
    };
    expect(only(JSON_FEED, feed(item))).toEqual({
      format: 'html',
      frontMatter: '',
      body: '<p>文</p>',
      metadata: {
        title: '题',
        url: 'https://example.com/7',
        source: '源',
        author: '张',
        publishedAt: '2021-11-18T15:21:52.000Z',
        externalId: '7',
      },
    });
    expect(only(JSON_FEED, feed({ content_text: 'a < b & c' })).body).toBe('a &lt; b &amp; c');
  });

  test('with an invalid item still has its valid items', () => {
    const [first, second, third] = read(JSON_FEED, feed({ content_text: 'x' }, { url: 'y' }, { id: {} }));
    expect(first).toMatchObject({ body: 'x' });
    expect(second).toMatchObject({
      code: 'invalid_article',
      faults: [{ pointer: '/items/1', detail: expect.stringMatching(/content_html/) }],
    });
    expect(third).toMatchObject({
      code: 'invalid_article',
      faults: [{ pointer: '/items/2/id', detail: expect.stringMatching(/\w/) }],
    });
  });

  test('without items is refused, and the error names the missing field', () => {
    const faults = [{ pointer: '/items', detail: expect.stringMatching(/\w/) }];
    const text = '{"version":"https://jsonfeed.org/version/1.1"}';
    expect(() => [...itemsOfFeed(JSON_FEED, bytes(text))]).toThrow(expect.objectContaining({ faults }));
  });

  test.each([
    '',
    '{',
    '[]',
    '{}',
    '{"version":"https://jsonfeed.org/version/1.1"}',
    '{"version":"2","items":[]}',
  ])('is refused if it is invalid: %j', (text) => {
    expect(codeOf(JSON_FEED, text)).toBe('invalid_request');
  });
});

describe('a hostile or damaged feed', () => {
  test('loses only its invalid metadata', () => {
    const { metadata } = only(
      RSS,
      channel(`<item><title>${'长'.repeat(1001)}</title><link>javascript:alert(1)</link><pubDate>gestern</pubDate>
        <guid>${'x'.repeat(201)}</guid><description>x</description></item>`),
    );
    expect(metadata).toEqual({
      title: null,
      url: null,
      source: '快讯',
      author: null,
      publishedAt: null,
      externalId: null,
    });
  });

  test.each([
    ['<html><body>x</body></html>'],
    ['<opml version="2.0"/>'],
    ['{"items":[]}'],
    [''],
    ['   '],
    ['<!-- <rss> -->'],
  ])('is refused if it is not a feed: %j', (text) => {
    expect(codeOf('text/xml', text)).toBe('invalid_request');
  });

  test('is refused if it is nested too deeply', () => {
    expect(codeOf(RSS, channel(`<item><description>${'<a>'.repeat(400_000)}`))).toBe('invalid_request');
  });

  test('is parsed in small parts, even if it contains no items', () => {
    for (const text of [
      channel('<a/>'.repeat(500_000)),
      channel(`${'<a>'.repeat(200)}${'<b/>'.repeat(500_000)}`),
    ]) {
      const batches = [...itemsOfFeed(RSS, bytes(text))];
      expect(text.length / batches.length).toBeLessThanOrEqual(65_536);
    }
  });

  test('does not expand the entities that it declares', () => {
    const bomb = `<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>`;
    const article = only(RSS, `${bomb}${channel('<item><description>&b;&f;</description></item>')}`);
    expect(article.body).toBe('&b;&f;');
  });

  test('that ends within an item has all items before it', () => {
    const whole = '<item><description>一</description></item>';
    const [first, second] = read(RSS, `<rss><channel>${whole}<item><description>二`);
    expect(first).toMatchObject({ body: '一' });
    expect(second).toMatchObject({ code: 'invalid_article' });
  });

  test('without items is valid', () => {
    for (const type of FEED_TYPES.filter((one) => one.endsWith('xml')))
      expect(read(type, channel(''))).toEqual([]);
  });

  test('may declare its charset', () => {
    const gbk = iconv.encode(
      `<?xml version="1.0" encoding="GB2312"?><rss><item><description>长安汽车</description></item></rss>`,
      'gbk',
    );
    expect([...itemsOfFeed(RSS, gbk)].flat()).toMatchObject([{ number: 1, article: { body: '长安汽车' } }]);
    expect(codeOf(RSS, gbk.subarray(0, -45))).toBe('accepted');
  });
});

describe('a byte that is invalid in the charset', () => {
  const damaged = (text: string, charset: string): Uint8Array => {
    const encoded = iconv.encode(text, charset);
    // Breaks a character: its second byte is missing.
    encoded.set([0xb3], encoded.indexOf('@'));
    return encoded;
  };
  const FILLER = '快讯'.repeat(40);

  test.each([
    ['GB2312', 'gbk'],
    ['UTF-8', 'utf8'],
  ])('loses only its own item in %s', (declared, charset) => {
    const feed = `<?xml version="1.0" encoding="${declared}"?><rss><channel><item><description>一${FILLER}</description></item>
      <item><guid>g-2</guid><link>https://example.com/2</link><description>二@</description></item>
      <item><title>三</title><link>https://example.com/3</link></item></channel></rss>`;
    const items = [...itemsOfFeed(RSS, damaged(feed, charset))].flat();
    expect(items).toMatchObject([
      { article: { body: `一${FILLER}` } },
      { article: { code: 'invalid_article' }, name: { guid: 'g-2', link: 'https://example.com/2' } },
      { article: { body: '三' } },
    ]);
  });

  test('loses only its own item in a JSON Feed', () => {
    const feed = {
      version: 'https://jsonfeed.org/version/1.1',
      items: [{ content_text: FILLER }, { id: '2', content_text: '@' }],
    };
    const items = [...itemsOfFeed('application/feed+json', damaged(JSON.stringify(feed), 'utf8'))].flat();
    expect(items).toMatchObject([
      { article: { body: FILLER } },
      { article: { code: 'invalid_article' }, name: { guid: '2' } },
    ]);
  });

  test('causes one refusal for the whole feed if there are many', () => {
    const feed = iconv.encode(channel(`<item><description>${FILLER}</description></item>`), 'gbk');
    expect(codeOf(RSS, feed)).toBe('invalid_request');
  });

  test('is not confused with a U+FFFD in the text', () => {
    expect(only(RSS, channel('<item><description>a\uFFFD</description></item>')).body).toBe('a\uFFFD');
  });
});

describe('real feeds', () => {
  test('may use prefixes for Atom, RSS 1.0 and extensions', () => {
    const atom = `<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>源</a:title><a:entry><a:title>题</a:title>
      <a:link href="https://example.com/1"/><a:author><a:name>李</a:name></a:author><a:published>2021-11-18T23:21:52Z</a:published>
      <a:content type="html">&lt;p&gt;文&lt;/p&gt;</a:content></a:entry></a:feed>`;
    expect(only('application/atom+xml', atom)).toMatchObject({
      body: '<p>文</p>',
      metadata: {
        title: '题',
        url: 'https://example.com/1',
        author: '李',
        source: '源',
        publishedAt: '2021-11-18T23:21:52.000Z',
      },
    });
    const rdf = `<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:s="http://purl.org/rss/1.0/" xmlns:d="http://purl.org/dc/elements/1.1/">
      <s:channel><s:title>旧</s:title></s:channel><s:item><s:title>题</s:title><d:creator>甲</d:creator><s:description>文</s:description></s:item></r:RDF>`;
    expect(only('text/xml', rdf)).toMatchObject({
      body: '文',
      metadata: { title: '题', author: '甲', source: '旧' },
    });
    const encoded =
      '<item xmlns:c="http://purl.org/rss/1.0/modules/content/"><c:encoded>&lt;p&gt;文&lt;/p&gt;</c:encoded></item>';
    expect(only(RSS, channel(encoded)).body).toBe('<p>文</p>');
  });

  test('may contain an Atom link to the feed itself within RSS', () => {
    const item =
      '<item><a:link rel="self" href="https://example.com/feed"/><link>https://example.com/1</link><description>文</description></item>';
    expect(
      only(RSS, `<rss xmlns:a="http://www.w3.org/2005/Atom"><channel>${item}</channel></rss>`).metadata.url,
    ).toBe('https://example.com/1');
  });

  test('may contain entities and markup in a title', () => {
    const title = (content: string) =>
      only(RSS, channel(`<item><title>${content}</title><description>x</description></item>`)).metadata.title;
    expect(title('<![CDATA[长安&amp;伙伴 &ldquo;携手&rdquo;&nbsp;&#39;]]>')).toBe("长安&伙伴 “携手” '");
    expect(title('长安 &amp;amp; 伙伴')).toBe('长安 & 伙伴');
    expect(title('<![CDATA[<b>长安</b>汽车]]>')).toBe('长安汽车');
    expect(title('AT&amp;T &lt; 3')).toBe('AT&T < 3');
  });

  test('may have only a title, which becomes the text', () => {
    expect(only(RSS, channel('<item><title>长安汽车（000625.SZ）&amp;lt;上涨</title></item>'))).toMatchObject(
      {
        body: '长安汽车（000625.SZ）&lt;上涨',
        metadata: { title: '长安汽车（000625.SZ）<上涨' },
      },
    );
  });

  test('may have null and empty fields in JSON Feed', () => {
    const feed = {
      version: 'https://jsonfeed.org/version/1.1',
      title: null,
      items: [
        { id: '1', content_html: '<p>一</p>', content_text: null, url: '', date_published: '' },
        { id: null, content_html: '', content_text: '二', authors: null, author: { name: null } },
        {
          id: 3,
          title: '三',
          content_html: ' ',
          summary: null,
          authors: [{ name: null }, null, { name: '甲' }],
        },
        { id: '4', url: 'https://example.com/4', title: ' ', content_html: null },
      ],
    };
    const items = [...itemsOfFeed('application/feed+json', bytes(JSON.stringify(feed)))].flat();
    expect(items).toMatchObject([
      { article: { body: '<p>一</p>' } },
      { article: { body: '二', metadata: { externalId: null, source: null } } },
      { article: { body: '三', metadata: { title: '三', author: '甲' } } },
      { article: { code: 'invalid_article' }, name: { guid: '4', link: 'https://example.com/4' } },
    ]);
  });

  test('lose addresses that are scripts, with a warning', () => {
    const item = '<item><link>javascript:alert(1)</link><description>x</description></item>';
    expect(only(RSS, channel(item))).toMatchObject({
      metadata: { url: null },
      warnings: [{ code: 'url-dropped' }],
    });
  });
});

describe('broken feeds', () => {
  const item = (fields: string) => only(RSS, channel(`<item>${fields}</item>`));

  test('an unclosed item does not affect the others', () => {
    const items = read(
      RSS,
      channel(
        '<item><title>一</title><item><title>二</title></item><item><description>三<item><title>四</title></item>',
      ),
    );
    expect(items).toMatchObject([
      { code: 'invalid_article' },
      { body: '二' },
      { code: 'invalid_article' },
      { body: '四' },
    ]);
  });

  test('HTML without escaping is kept', () => {
    expect(item('<description><p>文 <b>字</b><br></p></description>').body).toBe('<p>文 <b>字</b><br></p>');
    expect(item('<description>文 &amp; 字</description>').body).toBe('文 & 字');
  });

  test.each([
    ['净利润 a&lt;b 和 c&gt;d', '净利润 a<b 和 c>d'],
    ['PE&lt;10', 'PE<10'],
    ['&lt;b class="x"&gt;长安&lt;/b&gt;&lt;br /&gt;', '长安'],
  ])('only tags are removed from a title: %s', (written, title) => {
    expect(item(`<title>${written}</title><description>x</description>`).metadata.title).toBe(title);
  });

  test('element names in any letter case and undeclared Atom prefixes are accepted', () => {
    const rss =
      '<RSS><CHANNEL><ITEM><TITLE>题</TITLE><pubdate>2021-11-18 23:21</pubdate><Link>https://example.com/1</Link></ITEM></CHANNEL></RSS>';
    expect(only(RSS, rss).metadata).toMatchObject({
      title: '题',
      url: 'https://example.com/1',
      publishedAt: '2021-11-18T15:21:00.000Z',
    });
    const atom = '<atom:feed><atom:entry><atom:title>题</atom:title></atom:entry></atom:feed>';
    expect(only('application/atom+xml', atom).metadata.title).toBe('题');
  });

  test('the first valid date is used', () => {
    const { metadata } = item(
      '<pubDate>gestern</pubDate><dc:date>2021-11-18T15:21:00Z</dc:date><title>题</title>',
    );
    expect(metadata.publishedAt).toBe('2021-11-18T15:21:00.000Z');
  });

  test.each([
    ['<link>/n/1.html</link>', 'https://example.com/n/1.html'],
    ['<link>//example.org/1</link>', 'https://example.org/1'],
    ['<link>www.example.org/1</link>', null],
    ['<link>javascript:alert(1)</link><guid>https://example.com/1</guid>', null],
    [`<link>${'/1'.repeat(2000)}</link>`, null],
    ['<guid isPermaLink="false">https://example.com/1</guid>', null],
    ['<guid>https://example.com/1</guid>', 'https://example.com/1'],
  ])('the address of an RSS item: %s', (fields, url) => {
    const rss = channel(`<link>https://example.com/</link><item>${fields}<title>题</title></item>`);
    expect(only(RSS, rss).metadata.url).toBe(url);
  });

  test('relative addresses in Atom use xml:base, and an RDF item has its address in rdf:about', () => {
    const atom = (attributes: string) =>
      `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://example.com/a/"><entry ${attributes}><link href="1.html"/><title>题</title></entry></feed>`;
    expect(only('application/atom+xml', atom('')).metadata.url).toBe('https://example.com/a/1.html');
    expect(only('application/atom+xml', atom('xml:base="b/"')).metadata.url).toBe(
      'https://example.com/a/b/1.html',
    );
    const rdf = '<rdf:RDF><item rdf:about="https://example.com/2"><title>题</title></item></rdf:RDF>';
    expect(only('text/xml', rdf).metadata.url).toBe('https://example.com/2');
  });

  test('an overlong base is ignored', () => {
    const base = `https://example.com/${'a/'.repeat(3000)}`;
    const feed = `<feed xml:base="${base}"><entry><link href="../1"/><title>题</title></entry></feed>`;
    expect(only('application/atom+xml', feed)).toMatchObject({
      metadata: { url: null },
      warnings: [{ code: 'url-dropped' }],
    });
  });

  test('a document may be a single Atom entry, and image content is skipped', () => {
    const entry =
      '<entry xmlns="http://www.w3.org/2005/Atom"><title>题</title><content type="image/png">AAAA</content><summary type="HTML">&lt;p&gt;文&lt;/p&gt;</summary></entry>';
    expect(only('application/atom+xml', entry).body).toBe('<p>文</p>');
  });

  test.each(['utf-16le', 'utf-16be'])('%s works without a byte order mark', (charset) => {
    const xml = '<?xml version="1.0" encoding="UTF-16"?><rss><item><title>长安汽车</title></item></rss>';
    expect([...itemsOfFeed(RSS, iconv.encode(xml, charset))].flat()).toMatchObject([
      { article: { body: '长安汽车' } },
    ]);
  });

  test.each([
    [
      { title: 7, date_published: 1637248860 },
      { title: '7', publishedAt: '2021-11-18T15:21:00.000Z' },
    ],
    [{ authors: ['甲'] }, { author: '甲' }],
    [{ authors: '甲' }, { author: '甲' }],
    [{ authors: { name: '甲' } }, { author: '甲' }],
    [{ author: '甲' }, { author: '甲' }],
    [
      { date_published: 'gestern', date_modified: '2021-11-18 23:21' },
      { publishedAt: '2021-11-18T15:21:00.000Z' },
    ],
  ])('JSON Feed fields in other forms are accepted: %j', (fields, metadata) => {
    const feed = {
      version: 'http://jsonfeed.org/version/1',
      title: 5,
      items: [{ content_text: '文', ...fields }],
    };
    expect(only('application/feed+json', JSON.stringify(feed)).metadata).toMatchObject({
      source: '5',
      ...metadata,
    });
  });
});
