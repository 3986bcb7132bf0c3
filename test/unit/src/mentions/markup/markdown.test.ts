import { annotate, strip } from '../../../../../src/articles/annotate.ts';
import { genuine, mentionsIn, sinaUrl } from '../../../../support/build.ts';

const inMarkdown = (body: string) => mentionsIn(body, { format: 'markdown' });
const found = (body: string): readonly string[] =>
  inMarkdown(body).map(({ ticker, text }) => `${ticker} ${text}`);
const annotated = (body: string): string => annotate(body, genuine(inMarkdown(body)));

describe('code in Markdown is ignored', () => {
  test.each([
    ['a fence of backticks', "```python\nx = '000001.SZ'\n```"],
    ['a fence of tildes', '~~~~\n000001.SZ\n~~~\n600519.SH\n~~~~'],
    ['a fence in a list', '- 项\n  ```\n  000001.SZ\n  ```'],
    ['a fence in a quote', '> ```\n> 000001.SZ\n> ```'],
    ['a fence that is never closed', '```\n000001.SZ\n\n600519.SH'],
    ['an indented block', '正文\n\n    000001.SZ\n\n    600519.SH'],
    ['a block indented by a tab', '正文\n\n\t000001.SZ'],
    ['an indented block below a heading', '# 标题\n    000001.SZ'],
    ['an indented block below a rule', '正文\n\n---\n    000001.SZ'],
    ['an indented block below a definition', '[甲]: https://example.com\n    000001.SZ'],
    ['an indented block in a quote', '> 正文\n>\n>     000001.SZ'],
    ['an indented block in a list', '- 项\n\n      000001.SZ'],
    ['an indented block in a numbered list', '1. 项\n\n       000001.SZ'],
    ['a list item that begins with it', '-     000001.SZ'],
    ['an indented block below a comment', '<!-- 注 -->\n\n    000001.SZ'],
    ['a fence in a list in a list', '- - ```\n    000001.SZ\n    ```'],
    ['a fence that an indented one does not close', '```\n    ```\n000001.SZ\n```'],
    ['a fence that one in a list does not close', '```\n- ```\n000001.SZ\n```'],
    ['a fence that one in a quote does not close', '```\n> ```\n000001.SZ\n```'],
    ['inline code', '行内`000001.SZ`代码'],
    ['inline code with backticks in it', '``a ` 000001.SZ``'],
    ['a code block of Hexo', '{% codeblock lang:py title %}\n000001.SZ\n\n`\n600519.SH\n{% endcodeblock %}'],
    ['a raw block of Hexo', '{% raw %}<b>000001.SZ</b>{% endraw %}'],
    ['a tag of Hexo', '{% post_link 000001.SZ %} {{ 600519.SH }}'],
    ['an element', '<pre>000001.SZ</pre> <code>600519.SH</code>'],
    ['a comment', '<!-- 000001.SZ ` -->'],
  ])('as %s', (_what, code) => {
    const body = `${code}\n\n`;
    expect(found(body)).toEqual([]);
  });

  test('and text around it is read', () => {
    const body = '看000858.SZ\n\n```\n000001.SZ\n```\n\n与`000002.SZ`不同，600519.SH\n';
    expect(found(body)).toEqual(['sz000858 000858.SZ', 'sh600519 600519.SH']);
    expect(annotated(body)).toContain('```\n000001.SZ\n```');
    expect(annotated(body)).toContain('与`000002.SZ`不同，<a ');
    expect(strip(annotated(body))).toBe(body);
  });

  test.each([
    '一个`反引号，000001.SZ',
    '段落`一\n\n段落`二，000001.SZ',
    '- 列表\n\n    列表里的段落000001.SZ',
    '- 列表\n  - 内层\n\n      段落000001.SZ',
    '[^1]: 脚注000001.SZ',
    '\\`不是代码000001.SZ\\`',
    '<div>\n\n    <p>缩进的网页，000001.SZ</p>\n</div>',
    '<a title="`">甲</a>000001.SZ`',
  ])('but %j is read', (body) => {
    expect(found(body)).toEqual(['sz000001 000001.SZ']);
  });
});

describe('a Markdown link to a quote page', () => {
  test.each([
    ['[中芯国际](https://xueqiu.com/S/SH688981)', 'sh688981 中芯国际'],
    [`[浦发银行](${sinaUrl('sh600000')} "行情")`, 'sh600000 浦发银行'],
    [`[浦发银行](<${sinaUrl('sh600000')}>)`, 'sh600000 浦发银行'],
    ['[**长安汽车**](https://quote.eastmoney.com/sz000625.html)', 'sz000625 长安汽车'],
    ['[长安<b>汽车</b>](https://quote.eastmoney.com/sz000625.html)', 'sz000625 长安汽车'],
    ['[平安银行][p]\n\n[p]: https://xueqiu.com/S/SZ000001', 'sz000001 平安银行'],
    ['[平安银行][]\n\n[平安银行]: https://xueqiu.com/S/SZ000001 "行情"', 'sz000001 平安银行'],
    ['[平安银行]\n\n[平安银行]: <https://xueqiu.com/S/SZ000001>', 'sz000001 平安银行'],
    ['[$泸州老窖(SZ000568)$](https://xueqiu.com/S/SZ000568)', 'sz000568 泸州老窖'],
  ])('%j is a mention, and its text is not split', (link, expected) => {
    const body = `看好${link}\n今天的表现。`;
    expect(found(body)).toEqual([expected]);
    expect(annotated(body)).toBe(body);
  });

  test('has the text on both sides of the link as its context', () => {
    const [mention] = inMarkdown('看好[中芯国际](https://xueqiu.com/S/SH688981)与别家');
    expect(mention).toMatchObject({
      before: '看好',
      after: '与别家',
      dialect: 'xueqiu',
      link: { kind: 'none' },
    });
  });

  test('is repeated later by its name, which gets a link', () => {
    const body = '看好[中芯国际](https://xueqiu.com/S/SH688981)，600519.SH';
    expect(annotated(body)).toMatch(
      /^看好\[中芯国际\]\(https:\/\/xueqiu\.com\/S\/SH688981\)，<a [^>]+>600519\.SH<\/a>$/,
    );
  });

  test.each([
    '![600519.SH](a.png)',
    '![图][p]\n\n[p]: https://xueqiu.com/S/SZ000001',
    '[![图](https://xueqiu.com/S/SZ000001)](https://example.com)',
    '[文章](https://example.com/600519.SH)',
    '[600519.SH]: https://example.com',
    '[甲]: https://example.com\n  "600519.SH"',
    '![600519.SH](a.png =100x200)',
    '[甲](https://example.com "乙\\"600519.SH")',
    'https://xueqiu.com/S/SH600519',
    '<https://xueqiu.com/S/SH600519>',
  ])('is not found in %j', (body) => {
    expect(found(body)).toEqual([]);
  });

  test('may have brackets in its address', () => {
    const body = '[贵州茅台（600519.SH）](https://example.com/a(b(c)))';
    expect(annotated(body)).toBe(body);
  });

  test('gets no link inside its text', () => {
    const body = '[贵州茅台（600519.SH）](https://example.com/a)';
    expect(found(body)).toEqual(['sh600519 600519.SH']);
    expect(annotated(body)).toBe(body);
  });
});

describe('emphasis in Markdown', () => {
  test('stays intact, because a link goes around its marks', () => {
    expect(annotated('看好**600519.SH**今天')).toMatch(/^看好<a [^>]+>\*\*600519\.SH\*\*<\/a>今天$/);
  });

  test('does not start or end inside a link', () => {
    const body = '看好**600519.SH今天**';
    expect(annotated(body)).toBe(body);
  });
});

describe('code and drawings in HTML are ignored', () => {
  test.each([
    '<pre>000001.SZ</pre>',
    '<pre><code>000001.SZ</pre>',
    '<code class="x">000001.SZ</code>',
    '<kbd>000001.SZ</kbd>',
    '<svg><text>000001.SZ</text></svg>',
    '<math><mi>000001.SZ</mi></math>',
    '<textarea>000001.SZ</textarea>',
    '<title>000001.SZ</title>',
    '<template>000001.SZ</template>',
    '<noscript>000001.SZ</noscript>',
    '<listing>000001.SZ</listing>',
    '<tt>000001.SZ</tt> <var>000001.SZ</var>',
    '<select><option>000001.SZ</select>',
    '<datalist><option>000001.SZ</datalist>',
    '<button>000001.SZ</button>',
    '<svg width=1/>000001.SZ</svg>',
    '<code><pre>000001.SZ</code>000001.SZ</pre>',
    `<pre><a href="${sinaUrl('sz000625')}">长安汽车</a></pre>`,
    '<pre><span id="stock_sz000625">长安汽车</span></pre>',
  ])('as %s', (html) => {
    expect(mentionsIn(`${html}600519.SH`).map(({ text }) => text)).toEqual(['600519.SH']);
    expect(found(`${html}600519.SH`)).toEqual(['sh600519 600519.SH']);
  });

  test('but text after an empty drawing, or after an unmatched closing tag, is read', () => {
    expect(mentionsIn('<svg/>000001.SZ</code>')).toHaveLength(1);
  });
});
