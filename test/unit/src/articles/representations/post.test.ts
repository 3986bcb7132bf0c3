import { withoutTickers } from '../../../../../src/articles/front-matter.ts';
import { toPost } from '../../../../../src/articles/representations/post.ts';

const enrichment = (...tickers: readonly string[]) => ({
  body: '<p>x</p>',
  mentions: [],
  companies: tickers.map((ticker) => ({ ticker })) as never,
});

test('the front matter stays unchanged and gets one line after the last', () => {
  const frontMatter = "\n---\ntitle: 'x'  \n# comment\ncategories: \n - 金融\n---\n";
  expect(toPost({ frontMatter }, enrichment('sz000625', 'sh600519'))).toBe(
    "\n---\ntitle: 'x'  \n# comment\ncategories: \n - 金融\ntickers: [sz000625, sh600519] # added by tickerspan\n---\n<p>x</p>",
  );
});

test('the new line has the same line ending as the closing line', () => {
  expect(toPost({ frontMatter: '---\r\na: b\r\n---\r\n' }, enrichment('sz000625'))).toBe(
    '---\r\na: b\r\ntickers: [sz000625] # added by tickerspan\r\n---\r\n<p>x</p>',
  );
});

test('an article without companies has an empty list', () => {
  expect(toPost({ frontMatter: '---\n---\n' }, enrichment())).toContain('\ntickers: [] # ');
});

test('an article without front matter gets one', () => {
  expect(toPost({ frontMatter: '' }, enrichment('sz000625'))).toMatch(
    /^---\ntickers: \[sz000625\] # .*\n---\n<p>x<\/p>$/,
  );
});

test.each(['---\n---\n', '\n---\na: b\n---\n', '---\r\na: b\r\n---\r\n', '\uFEFF---\na: b\n---  \n', ''])(
  'the line that was added to %j is removed again',
  (frontMatter) => {
    const post = toPost({ frontMatter }, enrichment('sz000625'));
    expect(withoutTickers(post.slice(0, -'<p>x</p>'.length))).toBe(frontMatter);
  },
);

test('a tickers line that somebody else wrote is kept', () => {
  for (const line of [
    'tickers: [sz000625]',
    'tickers: x # added by tickerspan',
    ' tickers: [] # added by tickerspan',
  ]) {
    expect(withoutTickers(`---\n${line}\n---\n`)).toBe(`---\n${line}\n---\n`);
  }
});
