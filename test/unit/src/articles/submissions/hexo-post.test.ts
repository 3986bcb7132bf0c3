import { toPost } from '../../../../../src/articles/representations/post.ts';
import { articleFromPost } from '../../../../../src/articles/submissions/hexo-post.ts';
import { growthOf, MAX_LINEAR_GROWTH } from '../../../../support/processor-time.ts';

const metadataOf = (frontMatter: string) => articleFromPost(`---\n${frontMatter}\n---\n<p>正文</p>`).metadata;

describe('the versions of front matter in real archives', () => {
  test('with unquoted titles and indented lists', () => {
    const frontMatter =
      'title: 三家公司披露年报\ncategories: \n    - 金融\n    - 新浪财经 - 新浪财经－国內\nauthor: 新浪财经\n' +
      'comments: false\ndate: Thu, 18 Mar 2021 00:00:00 GMT\nthumbnail: ';
    expect(metadataOf(frontMatter)).toEqual({
      title: '三家公司披露年报',
      author: '新浪财经',
      source: '新浪财经',
      publishedAt: '2021-03-18T00:00:00.000Z',
      url: null,
      externalId: null,
    });
  });

  test('with three categories and a blank line', () => {
    const frontMatter =
      "title: 早盘播报\ncategories: \n    - 金融\n    - 新浪财经\n    - 新浪财经－国內\n\nauthor: 新浪财经\ndate: Mon, 22 Mar 2021 09:10:11 GMT\nthumbnail: ''";
    expect(metadataOf(frontMatter)).toMatchObject({
      title: '早盘播报',
      publishedAt: '2021-03-22T09:10:11.000Z',
    });
  });

  test('with quoted titles, short lists and a head image', () => {
    const frontMatter =
      "title: '展会开门 产业链上下游同台'\ncategories: \n - 金融\n - 新浪财经\nheadimg: 'https://example.com/1.png'\nauthor: 新浪财经\ncomments: false\ndate: Thu, 18 Nov 2021 23:21:52 GMT\nthumbnail: 'https://example.com/1.png'";
    expect(metadataOf(frontMatter)).toMatchObject({
      title: '展会开门 产业链上下游同台',
      publishedAt: '2021-11-18T23:21:52.000Z',
    });
  });
});

describe('a title', () => {
  test.each([
    ['that is invalid YAML for its @', 'title: @大道 关注了股票', '@大道 关注了股票'],
    ['that is invalid YAML because of its colon', 'title: 早盘: 午盘: 收盘', '早盘: 午盘: 收盘'],
    ['that is invalid YAML because of its %', 'title: %3的增长', '%3的增长'],
    ['in double quotes with an apostrophe', `title: "年终'盘点"`, "年终'盘点"],
    ['in single quotes with a doubled apostrophe', "title: '年终''盘点'", "年终'盘点"],
    ['in single quotes with double quotes in it', `title: '"保交楼"提速'`, '"保交楼"提速'],
    ['with braces written as entities', "title: '&#123;直播&#125; 收盘'", '{直播} 收盘'],
    ['with a hash in it', "title: '一季报 #3'", '一季报 #3'],
    ['that is a number', 'title: 2021', '2021'],
    ['that is a number with a point', 'title: 007.50', '007.50'],
    ['that is a YAML keyword', 'title: true', 'true'],
    ['that is a date', 'title: 2021-11-18', '2021-11-18'],
    ['that is empty', 'title: ', null],
    ['that is empty in quotes', "title: ' '", null],
    ['that is null', 'title: null', null],
    ['that is a list', 'title: [a, b]', null],
    ['that is a map', 'title: {a: b}', null],
    ['that is missing', 'author: x', null],
  ])('%s', (_what, line, title) => {
    expect(metadataOf(line).title).toBe(title);
  });

  test('survives invalid YAML on another line', () => {
    expect(metadataOf("author: @x\ntitle: '标题'\ndate: Thu, 18 Nov 2021 23:21:52 GMT")).toMatchObject({
      title: '标题',
      author: '@x',
      publishedAt: '2021-11-18T23:21:52.000Z',
    });
  });

  test('is the first of two if the YAML is invalid', () => {
    expect(metadataOf('title: 一\ntitle: 二\nauthor: @x').title).toBe('一');
  });
});

describe('a date', () => {
  test.each([
    ['Thu, 18 Nov 2021 23:21:52 GMT', '2021-11-18T23:21:52.000Z'],
    ['2021-11-18 23:21:52', '2021-11-18T15:21:52.000Z'],
    ['2021-11-18T23:21:52', '2021-11-18T15:21:52.000Z'],
    ['2021-11-18 23:21:52 +0800', '2021-11-18T15:21:52.000Z'],
    ['2021-11-18T23:21:52+08:00', '2021-11-18T15:21:52.000Z'],
    ['2021-11-18T23:21:52.123Z', '2021-11-18T23:21:52.123Z'],
    ['2021-11-18', '2021-11-17T16:00:00.000Z'],
    ['2021/11/18 08:00:00', '2021-11-18T00:00:00.000Z'],
    ['2021年11月18日', '2021-11-17T16:00:00.000Z'],
    ['0001-01-01', null],
    ['9999-12-31T23:59:59-14:00', null],
    ['昨天 5 点', null],
    ['foo 1', null],
    ['3', null],
    ['2021-13-45', null],
    ['[2021]', null],
  ])('%s is %s', (date, instant) => {
    expect(metadataOf(`date: ${date}`).publishedAt).toBe(instant);
  });
});

test('the address is read from url or link, and the source from source or author', () => {
  expect(metadataOf('link: https://example.com/1\nauthor: 甲')).toMatchObject({
    url: 'https://example.com/1',
    source: '甲',
  });
  expect(metadataOf('url: https://example.com/2\nlink: x\nsource: 乙\nauthor: 甲')).toMatchObject({
    url: 'https://example.com/2',
    source: '乙',
    author: '甲',
  });
});

describe('the end of the front matter', () => {
  test.each([
    ['a plain post', '---\na: b\n---\n', 'body'],
    ['a leading blank line', '\n---\na: b\n---\n', '\nbody'],
    ['many leading blank lines', '\n \n\t\r\n\n---\na: b\n---\n', 'body'],
    ['\\r\\n', '---\r\na: b\r\n---\r\n', '\r\nbody\r\n'],
    ['a byte order mark', '\uFEFF---\na: b\n---\n', 'body'],
    ['a byte order mark and a blank line', '\uFEFF\n---\na: b\n---\n', 'body'],
    ['blanks after the dashes', '---  \na: b\n---\t \n', 'body'],
    ['dashes within a line', '---\na: b---\nc: ---d\n----\n ---\n---\n', 'body'],
    ['empty front matter', '---\n---\n', 'body'],
    ['another --- in the body', '---\na: b\n---\n', 'x\n---\ny'],
    ['no body', '---\na: b\n---', ''],
  ])('%s', (_what, frontMatter, body) => {
    expect(articleFromPost(frontMatter + body)).toMatchObject({ frontMatter, body });
  });

  test.each([
    ['without front matter', '<p>正文</p>'],
    ['with text before the dashes', 'x\n---\na: b\n---\nbody'],
    ['with unclosed front matter', '---\ntitle: x\n<p>正文</p>'],
    ['with an opening line of four dashes', '----\ntitle: x\n---\nbody'],
    ['with indented dashes', ' ---\ntitle: x\n---\nbody'],
    ['of one line of dashes', '---\n'],
    ['without any text', ''],
  ])('a text %s is only a body', (_what, post) => {
    expect(articleFromPost(post)).toMatchObject({ frontMatter: '', body: post, metadata: { title: null } });
  });
});

describe('hostile posts', () => {
  test.each([
    ['five million line endings', '\n'.repeat(5_000_000)],
    ['five million blanks', ' '.repeat(5_000_000)],
    ['endless lines of dashes and blanks', '---\n'.concat('--- x\n'.repeat(200_000))],
  ])('of %s have only a body', (_what, post) => {
    expect(articleFromPost(post).frontMatter).toBe('');
    expect(articleFromPost(post).body === post).toBe(true);
  });

  test.each([
    ['deep lists', `a: ${'['.repeat(30_000)}`],
    ['deep maps', `a: ${'{a: '.repeat(15_000)}`],
    ['deep block lists', '- '.repeat(30_000)],
    ['aliases of aliases', 'a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]'],
    ['an anchor that contains itself', 'a: &a [*a]'],
    ['a merge of the prototype', '__proto__: {title: x}\nconstructor: y'],
    ['tags', 'a: !!js/function "function () {}"\nb: !<tag:yaml.org,2002:binary> x'],
    ['a huge front matter', `a: ${'x'.repeat(200_000)}`],
  ])('with %s in the front matter keep their title', (_what, yaml) => {
    expect(metadataOf(`title: '标题'\n${yaml}`).title).toBe('标题');
  });
});

describe('every form that Hexo reads', () => {
  const yaml = 'title: 标题\ndate: 2021-11-18 23:21:52\ntags: [股票]\n';
  const json = '"title": "标题",\n"date": "2021-11-18 23:21:52"\n';
  test.each([
    ['YAML without an opening line', `${yaml}---\n`],
    ['YAML between longer lines', `-----\n${yaml}-----\n`],
    ['YAML without an opening line, closed by a longer one', `${yaml}------ \n`],
    ['YAML with a closing line that is longer than the opening line', `---\n${yaml}-----\n`],
    ['YAML that is indented', '---\n  title: 标题\n  date: 2021-11-18 23:21:52\n---\n'],
    ['a list that is not indented', '---\ntags:\n- a\n- b: c\ntitle: 标题\ndate: 2021-11-18 23:21:52\n---\n'],
    ['JSON members', `;;;\n${json};;;\n`],
    ['JSON members without an opening line', `${json};;;\n`],
    ['JSON members between longer lines', `;;;;\r\n${json};;;;\r\n`],
    ['a JSON object', `;;;\n{${json}}\n;;;\n`],
    ['a JSON object between dashes', `---\n{${json}}\n---\n`],
    ['a JSON object before dashes', `{${json}}\n---\n`],
    ['YAML without an opening line that has a Chinese key', `作者: 甲\n${yaml}---\n`],
    ['keys in capitals', 'Title: 标题\nDate: 2021-11-18 23:21:52\n---\n'],
    ['Chinese keys', '---\n标题: 标题\n发布时间: 2021-11-18 23:21:52\n---\n'],
    ['Chinese colons', '---\ntitle：标题\ndate： 2021-11-18 23:21:52\n---\n'],
    ['other names for its date', '---\ntitle: 标题\npubDate: 2021-11-18 23:21:52\n---\n'],
    ['YAML closed by dots', `---\n${yaml}...\n`],
    ['two byte order marks', `\uFEFF\uFEFF---\n${yaml}---\n`],
    ['a zero width space before it', `\u200B---\n${yaml}---\n`],
    ['a wide blank in the line before it', `\u3000\n---\n${yaml}---\n`],
  ])('%s', (_what, frontMatter) => {
    const article = articleFromPost(`${frontMatter}<p>正文</p>\n---\n`);
    const given = toPost(article, {
      body: article.body,
      mentions: [],
      companies: [{ ticker: 'sz000625' }] as never,
    });
    expect(given).toContain('sz000625');
    expect(articleFromPost(given)).toEqual(article);
    expect(article).toMatchObject({
      frontMatter,
      body: '<p>正文</p>\n---\n',
      metadata: { title: '标题', publishedAt: '2021-11-18T15:21:52.000Z' },
    });
  });

  test.each([
    ['an underlined heading', '收盘\n---\n正文'],
    ['a heading with a colon', 'Note: 收盘\n---\n正文'],
    ['HTML before a rule', '<p>title: x</p>\n---\n正文'],
    ['prose and a field', '正文\ntitle: x\n---\n正文'],
    ['prose with colons', '公告:长安汽车\ntitle: x\n---\n正文'],
    ['only Chinese fields', '说明: 收盘\n---\n正文'],
    ['text between dashes and dots', '---\n正文\n...\n正文'],
    ['text before dots', 'title: x\n...\n正文'],
    ['a JSON object of something else', '{"a": 1}\n---\n正文'],
    ['semicolons around invalid JSON', ';;;\ntitle: x\n;;;\n正文'],
    ['semicolons around nothing', ';;;\n;;;\n正文'],
    ['deeply nested JSON', `;;;\n"title": "x", "a": ${'['.repeat(100)}${']'.repeat(100)}\n;;;\n正文`],
  ])('%s is not front matter', (_what, post) => {
    expect(articleFromPost(post)).toMatchObject({ frontMatter: '', body: post });
  });
});

describe('YAML scalars', () => {
  test.each([
    ['over two lines', 'title: 长安汽车\n  发布公告', '长安汽车 发布公告'],
    ['below its key', 'title:\n  长安汽车\n  发布公告', '长安汽车 发布公告'],
    ['below its key in quotes', 'title:\n  "长安: #汽车\n  #公告"', '长安: #汽车 #公告'],
    ['in quotes over two lines', 'title: "长安汽车\n  发布公告"', '长安汽车 发布公告'],
    ['in quotes over two lines that are joined', 'title: "长安\\\n  汽车"', '长安汽车'],
    ['that is folded', 'title: >-\n  长安汽车\n  发布公告\nauthor: x', '长安汽车 发布公告'],
    ['that is literal', 'title: |\n  长安汽车\n  # 公告\n', '长安汽车 # 公告'],
    ['with escapes', 'title: "\\u957f\\x41 \\"\\\\ \\U0001F600"', '长A "\\ 😀'],
    ['with an invalid escape', 'title: "a\\qb"', 'a\\qb'],
    ['with a comment', 'title: 长安汽车 # 公告', '长安汽车'],
    ['in quotes with a comment', "title: '长安 # 汽车' # 公告", '长安 # 汽车'],
    ['with an anchor and a tag', 'title: !!str &t 长安汽车', '长安汽车'],
    ['that is an alias', 'og: &t 长安汽车\ntitle: *t', '长安汽车'],
    ['whose key is quoted', '"title": 长安汽车', '长安汽车'],
    ['whose key is followed by a blank', 'title : 长安汽车', '长安汽车'],
    ['without a blank after its colon', 'title:长安汽车', '长安汽车'],
    ['that begins with a bracket', 'title: [快讯] 长安汽车 [000625]', '[快讯] 长安汽车 [000625]'],
    ['that begins with an entity', 'title: &#123;直播&#125; 收盘', '{直播} 收盘'],
    ['with quotes that are not escaped', 'title: "中国"双碳"政策"', '中国"双碳"政策'],
    ['that is a list over lines', 'title: [a,\n  b]', null],
    ['that is only a comment', 'title: # 公告', null],
  ])('a title %s', (_what, yaml, title) => {
    expect(metadataOf(yaml).title).toBe(title);
  });
});

describe('front matter becomes text that strict readers accept', () => {
  test('control characters, lone surrogates and line endings become harmless', () => {
    expect(metadataOf('title: "a\\0b\\ud800c\\nd\\x85e"\nauthor: "\\u0007"').title).toBe('a b\uFFFDc d e');
    expect(metadataOf('author: "\\u0007"').author).toBeNull();
  });

  test.each([
    ['a URL that is a script', 'url: javascript:alert(1)', 'url-dropped', 'url'],
    ['a URL that hides a script', 'link: "java\\tscript:alert(1)"', 'url-dropped', 'url'],
    ['a URL of data', 'url: data:text/html,x', 'url-dropped', 'url'],
    ['a path', 'url: /2021/11/18/x.html', 'url-dropped', 'url'],
    ['a title of a megabyte', `title: ${'长'.repeat(1_000_000)}`, 'text-dropped', 'title'],
    ['an author that is too long', `author: ${'x'.repeat(201)}\nsource: y`, 'text-dropped', 'author'],
    ['an invalid date', 'date: 昨天', 'date-dropped', 'publishedAt'],
    ['a date of the year 1', 'date: 0001-01-01', 'date-dropped', 'publishedAt'],
  ])('%s is left out with a warning', (_what, yaml, code, field) => {
    const { metadata, warnings } = articleFromPost(`---\n${yaml}\n---\n<p>正文</p>`);
    expect(metadata[field as keyof typeof metadata]).toBeNull();
    expect(warnings).toEqual([{ code, detail: expect.stringContaining(`\`${field}\``) }]);
    expect(JSON.stringify(warnings).length).toBeLessThan(200);
  });
});

describe('hostile front matter', () => {
  test.each([
    ['nested brackets', (length: number) => `a: ${'['.repeat(length)}`],
    ['nested maps', (length: number) => `a: ${'{a: '.repeat(length / 4)}`],
    ['nested list items', (length: number) => '- '.repeat(length / 2)],
    ['nested keys', (length: number) => '? '.repeat(length / 2)],
    ['blanks within a line', (length: number) => `x: @a\nauthor: a${' '.repeat(length)}b`],
    ['blanks within quotes', (length: number) => `author: "${' '.repeat(length)}x"`],
    ['commas in a list', (length: number) => `a: [${','.repeat(length)}`],
    ['tags', (length: number) => `a: ${'!!x '.repeat(length / 4)}`],
    ['anchors', (length: number) => `a: ${'&a '.repeat(length / 3)}`],
    ['unclosed quotes', (length: number) => `a: [${'"\\'.repeat(length / 2)}`],
    ['backslashes', (length: number) => `a: "${'\\\n '.repeat(length / 3)}`],
    [
      'indentation',
      (length: number) =>
        Array.from({ length: 300 }, (_, at) => `${' '.repeat(at)}a:`)
          .join('\n')
          .slice(0, length),
    ],
    ['lines of dashes', (length: number) => '----\n'.repeat(length / 5)],
    ['brackets in JSON', (length: number) => `{"a": ${'['.repeat(length)}`],
  ])('of %s is read in linear time', (_what, make) => {
    const growth = growthOf(
      (size) => {
        const post = articleFromPost(`---\ntitle: 标题\n${make(size)}\n---\n<p>正文</p>`);
        expect(post.frontMatter).not.toBe('');
      },
      { length: 60_000 },
    );
    expect(growth).toBeLessThan(MAX_LINEAR_GROWTH);
  });
});

test('whitespace that is not indentation survives when the post is returned', () => {
  const post = '\rtitle: 标题\ndate: 2021-11-18\n---\n正文';
  const article = articleFromPost(post);
  const given = toPost(article, { body: article.body, mentions: [], companies: [] });
  expect(articleFromPost(given).frontMatter).toBe(article.frontMatter);
});
