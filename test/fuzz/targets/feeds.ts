import { FEED_TYPES, itemsOfFeed } from '../../../src/articles/parse-feed.ts';
import { AppError } from '../../../src/errors.ts';
import { admitted, checkArticle } from '../laws-of-articles.ts';
import { type FuzzTarget, law, magnitude } from '../target.ts';

/** Feeds. The first byte of an input selects the media type. */
export const feeds: FuzzTarget = {
  name: 'feeds',
  seeds: [
    '0<?xml version="1.0"?><rss version="2.0"><channel><title>样例</title><item><title>标题</title><link>https://example.com/1</link><guid>1</guid><pubDate>Thu, 18 Nov 2021 23:21:52 +0800</pubDate><description><![CDATA[<p>正文</p>]]></description></item><item><title>二</title></item></channel></rss>',
    '1<feed xmlns="http://www.w3.org/2005/Atom"><title>样例</title><entry><id>1</id><title type="html">标题</title><updated>2021-11-18T23:21:52Z</updated><link href="https://example.com/1"/><content type="xhtml"><div>正文</div></content></entry></feed>',
    '1<atom:feed xmlns:atom="http://www.w3.org/2005/Atom"><atom:entry><atom:title>标题</atom:title><atom:content>正文</atom:content></atom:entry></atom:feed>',
    '5{"version":"https://jsonfeed.org/version/1.1","title":"样例","items":[{"id":"1","url":"https://example.com/1","content_html":"<p>正文</p>","date_published":"2021-11-18T23:21:52+08:00"},{"id":2,"title":null,"content_text":"文"}]}',
  ],
  dictionary: [
    ...[
      '0',
      '1',
      '2',
      '5',
      '<item>',
      '</item>',
      '<entry>',
      '</entry>',
      '<channel>',
      '<title>',
      '</title>',
      '<![CDATA[',
      ']]>',
    ],
    ...[
      '<content:encoded>',
      '<description>',
      '<link>',
      '<guid>',
      '<pubDate>',
      '<dc:date>',
      '&#1;',
      '&amp;',
      '&x;',
      '<!--',
      '-->',
      '<?',
      '?>',
    ],
    ...[
      '<!DOCTYPE x [<!ENTITY a "b">]>',
      ' xmlns:a="',
      '<a:',
      '\0',
      '\ufffe',
      'encoding="gbk"',
      '2021-11-18',
      ' GMT+8',
      ' (CST)',
    ],
    ...['{', '}', '[', ']', '"items":', '"id":', 'null', '"content_html":"x"', '"authors":[{}]', ','],
  ],
  run(input) {
    const mediaType = FEED_TYPES[(input[0] ?? 0) % FEED_TYPES.length] ?? '';
    const items = admitted(() => [...itemsOfFeed(mediaType, input.subarray(1))].flat());
    if (typeof items === 'string') return `${mediaType} ${items}`;
    let numbered = 0;
    const seen = items.map(({ number, article }) => {
      law(number > numbered, 'item numbers increase');
      numbered = number;
      if (article instanceof AppError) return article.code;
      return article.body.trim() === '' ? 'empty' : checkArticle(article);
    });
    return `${mediaType} ${magnitude(items.length)} ${[...new Set(seen)].sort().slice(0, 3).join(' | ')}`;
  },
};
