import { articleFromPost } from '../../../../../src/articles/submissions/hexo-post.ts';

const metadataOf = (frontMatter: string) => articleFromPost(`---\n${frontMatter}\n---\n<p>正文</p>`).metadata;

describe('the generations of front matter', () => {
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
    ['that is invalid YAML for its colon', 'title: 早盘: 午盘: 收盘', '早盘: 午盘: 收盘'],
    ['that is invalid YAML for its %', 'title: %3的增长', '%3的增长'],
    ['in double quotes with an apostrophe', `title: "年终'盘点"`, "年终'盘点"],
    ['in single quotes with a doubled apostrophe', "title: '年终''盘点'", "年终'盘点"],
    ['in single quotes with double quotes in it', `title: '"保交楼"提速'`, '"保交楼"提速'],
    ['with braces written as entities', "title: '&#123;直播&#125; 收盘'", '{直播} 收盘'],
    ['with a hash in it', "title: '一季报 #3'", '一季报 #3'],
    ['that is a number', 'title: 2021', '2021'],
    ['that is a number with a point', 'title: 007.50', '007.50'],
    ['that is a word of YAML', 'title: true', 'true'],
    ['that is a date', 'title: 2021-11-18', '2021-11-18'],
    ['that is empty', 'title: ', null],
    ['that is empty in quotes', "title: ' '", null],
    ['that is null', 'title: null', null],
    ['that is a list', 'title: [a, b]', null],
    ['that is a map', 'title: {a: b}', null],
    ['that is not there', 'author: x', null],
  ])('%s', (_what, line, title) => {
    expect(metadataOf(line).title).toBe(title);
  });

  test('survives the invalid YAML of another line', () => {
    expect(metadataOf("author: @x\ntitle: '标题'\ndate: Thu, 18 Nov 2021 23:21:52 GMT")).toMatchObject({
      title: '标题',
      author: '@x',
      publishedAt: '2021-11-18T23:21:52.000Z',
    });
  });

  test('is the first of two where only lines can be read', () => {
    expect(metadataOf('title: 一\ntitle: 二\nauthor: @x').title).toBe('一');
  });
});

describe('a date', () => {
  test.each([
    ['Thu, 18 Nov 2021 23:21:52 GMT', '2021-11-18T23:21:52.000Z'],
    ['2021-11-18 23:21:52', '2021-11-18T23:21:52.000Z'],
    ['2021-11-18T23:21:52', '2021-11-18T23:21:52.000Z'],
    ['2021-11-18 23:21:52 +0800', '2021-11-18T15:21:52.000Z'],
    ['2021-11-18T23:21:52+08:00', '2021-11-18T15:21:52.000Z'],
    ['2021-11-18T23:21:52.123Z', '2021-11-18T23:21:52.123Z'],
    ['2021-11-18', '2021-11-18T00:00:00.000Z'],
    ['2021/11/18 08:00:00', '2021-11-18T08:00:00.000Z'],
    ['2021年11月18日', null],
    ['昨天 5 点', null],
    ['foo 1', null],
    ['3', null],
    ['2021-13-45', null],
    ['[2021]', null],
  ])('%s is %s', (date, instant) => {
    expect(metadataOf(`date: ${date}`).publishedAt).toBe(instant);
  });
});

test('the address is in url or in link, the source in source or else the author', () => {
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

describe('where the front matter ends', () => {
  test.each([
    ['a plain post', '---\na: b\n---\n', 'body'],
    ['a leading blank line', '\n---\na: b\n---\n', '\nbody'],
    ['many leading blank lines', '\n \n\t\r\n\n---\na: b\n---\n', 'body'],
    ['\\r\\n', '---\r\na: b\r\n---\r\n', '\r\nbody\r\n'],
    ['a byte order mark', '\uFEFF---\na: b\n---\n', 'body'],
    ['a byte order mark and a blank line', '\uFEFF\n---\na: b\n---\n', 'body'],
    ['blanks behind the dashes', '---  \na: b\n---\t \n', 'body'],
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
    ['with front matter that is not closed', '---\ntitle: x\n<p>正文</p>'],
    ['with an opening line of four dashes', '----\ntitle: x\n---\nbody'],
    ['with indented dashes', ' ---\ntitle: x\n---\nbody'],
    ['of one line of dashes', '---\n'],
    ['of nothing', ''],
  ])('a text %s is all body', (_what, post) => {
    expect(articleFromPost(post)).toMatchObject({ frontMatter: '', body: post, metadata: { title: null } });
  });
});

describe('hostile posts', () => {
  test.each([
    ['five million line ends', '\n'.repeat(5_000_000)],
    ['five million blanks', ' '.repeat(5_000_000)],
    ['a line of dashes and blanks, over and over', '---\n'.concat('--- x\n'.repeat(200_000))],
  ])('of %s have a body and no more', (_what, post) => {
    expect(articleFromPost(post).frontMatter).toBe('');
    expect(articleFromPost(post).body === post).toBe(true);
  });

  test.each([
    ['deep lists', `a: ${'['.repeat(30_000)}`],
    ['deep maps', `a: ${'{a: '.repeat(15_000)}`],
    ['deep block lists', '- '.repeat(30_000)],
    ['aliases of aliases', 'a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]'],
    ['an anchor that holds itself', 'a: &a [*a]'],
    ['a merge of the prototype', '__proto__: {title: x}\nconstructor: y'],
    ['tags', 'a: !!js/function "function () {}"\nb: !<tag:yaml.org,2002:binary> x'],
    ['a huge front matter', `a: ${'x'.repeat(200_000)}`],
  ])('with %s in the front matter keep their title', (_what, yaml) => {
    expect(metadataOf(`title: '标题'\n${yaml}`).title).toBe('标题');
  });
});
