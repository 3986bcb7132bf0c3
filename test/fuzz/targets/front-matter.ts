import { toPost } from '../../../src/articles/representations/post.ts';
import { articleFromPost } from '../../../src/articles/submissions/hexo-post.ts';
import { type FuzzTarget, law } from '../target.ts';

/** Hexo posts: their front matter, and the post that tickerspan returns. */
export const frontMatter: FuzzTarget = {
  name: 'front-matter',
  seeds: [
    '---\ntitle: "标题"\nauthor: 作者\nlink: https://example.com/a\ndate: Thu, 18 Nov 2021 23:21:52 GMT\ntags: [a, b]\n---\n<p>正文</p>',
    '---\ntitle: @name 标题 &#123;x&#125;\nurl: javascript:x\n---\n正文',
    'title: 标题\ndate: 2021-11-18 23:21:52\n---\n正文',
    '-----\ntitle: >\n  一\n  二\nsource: |\n  样例\n-----\n正文',
    ';;;\n"title": "标题",\n"date": "2021-11-18"\n;;;\n正文',
    '\ufeff\n---\r\ntitle: &a x\nauthor: *a\n---\r\n正文',
  ],
  dictionary: [
    ...[
      '---\n',
      '---',
      '-----\n',
      ';;;\n',
      '\n',
      '\r\n',
      '\r',
      ' ',
      '\t',
      '\ufeff',
      '正',
      '"',
      "'",
      '\\',
      '#',
      ' # ',
    ],
    ...[
      'title: ',
      'date: ',
      'author: ',
      'source: ',
      'url: ',
      'a: ',
      '[',
      ']',
      '{',
      '}',
      '- ',
      '? ',
      '!!x ',
      '&a ',
      '*a',
      ',',
      ':',
    ],
    ...[
      '>\n ',
      '|\n ',
      '<<: ',
      '%YAML 1.2\n',
      '...\n',
      '@',
      '~',
      'null',
      'tickers: [sz000625] # added by tickerspan\n',
    ],
  ],
  run(input) {
    const text = input.toString('utf8');
    const article = articleFromPost(text);
    if (!text.includes('added by tickerspan')) {
      law(article.frontMatter + article.body === text, 'a post is split without loss');
      const again = articleFromPost(toPost(article, { body: article.body, mentions: [], companies: [] }));
      law(
        again.frontMatter === article.frontMatter && again.body === article.body,
        'a returned post is the same article when it is read again',
      );
    }
    const known = Object.entries(article.metadata).flatMap(([name, value]) => (value === null ? [] : [name]));
    return `${/^(?:---|;;;)?/.exec(article.frontMatter.trimStart())?.[0]} ${known.join()}`;
  },
};
