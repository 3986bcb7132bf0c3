import { articleId, isArticleId } from '../../../src/articles/article-id.ts';
import { parseSubmission, SUBMISSION_TYPES } from '../../../src/articles/parse-submission.ts';
import { admitted, checkArticle } from '../laws-of-articles.ts';
import { type FuzzTarget, law } from '../target.ts';

/** Single submissions. The first byte of an input selects the media type. */
export const intake: FuzzTarget = {
  name: 'intake',
  seeds: [
    '0{"html":"<p>正文</p>","title":"标题","url":"https://example.com/a","source":"样例","publishedAt":"2021-11-18T23:21:52Z"}',
    '0{"markdown":"---\\ntitle: 标题\\n---\\n正文","externalId":"1","callbackUrl":"https://example.com/hook"}',
    '0{"html":null,"markdown":"文","author":""}',
    '1<!doctype html><html><head><meta charset="gbk"><title>标题_样例网</title><meta property="og:title" content="标题"></head><body><h1>标题</h1>2021年11月18日 23:21 来源：样例网<p>正文</p></body></html>',
    '1<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"标题","datePublished":"2021-11-18T23:21:52+08:00"}</script><p>正文</p>',
    '2---\ntitle: 标题\ndate: 2021-11-18 23:21:52\n---\n正文',
  ],
  dictionary: [
    ...[
      '0',
      '1',
      '2',
      '{',
      '}',
      '[',
      ']',
      '"',
      ':',
      ',',
      '\\u0000',
      '\\ud800',
      'null',
      '1e999',
      '"__proto__":1,',
    ],
    ...['"html":', '"markdown":', '"title":', '"url":"javascript:x"', '"publishedAt":"2021-02-30"', '"x":1,'],
    ...[
      '<',
      '>',
      '<meta ',
      '<title>',
      '</title>',
      'charset=',
      'content="',
      '<h1>',
      '<base href="',
      '<!--',
      ']]>',
      '&#0;',
    ],
    ...[
      '---\n',
      'date: ',
      'title: ',
      '\ufeff',
      '\0',
      '\u0085',
      '\u2028',
      '+08:00',
      '9999-12-31',
      ' GMT+8',
      '来源：',
      '\n',
    ],
  ],
  run(input) {
    const mediaType = SUBMISSION_TYPES[(input[0] ?? 0) % SUBMISSION_TYPES.length] ?? '';
    const bytes = input.subarray(1);
    const article = admitted(() => parseSubmission(mediaType, bytes));
    if (typeof article === 'string') return `${mediaType} ${article}`;
    law(isArticleId(articleId(article)), 'every article has an id');
    return `${mediaType} ${checkArticle(article)}`;
  },
};
