import { xueqiu } from '../../../../../src/mentions/dialects/xueqiu.ts';
import { mentionsIn } from '../../../../support/build.ts';

const link = (text: string) => `<p>看<a href="http://xueqiu.com/S/SZ000568">${text}</a>今天</p>`;

test.each([
  ['$泸州老窖(SZ000568)$', '泸州老窖'],
  ['$阿里巴巴-SW(09988)$', '阿里巴巴-SW'],
  ['$伯克希尔(BRK.A)$', '伯克希尔'],
  ['$中国平安ADR(PINK:PNGAY)$', '中国平安ADR'],
  ['$中芯国际（688981）$', '中芯国际'],
  ['$恒生ETF(QDII)(SH513180)$', '恒生ETF(QDII)'],
  ['$ 泸州老窖 (SZ000568)$', '泸州老窖'],
  ['泸州老窖(SZ000568)', '泸州老窖'],
  ['$泸州老窖$', '泸州老窖'],
  ['泸州老窖', '泸州老窖'],
  ['泸州老窖(贵州)', '泸州老窖(贵州)'],
  ['$(SZ000568)$', '$(SZ000568)$'],
  ['(SZ000568)', '(SZ000568)'],
  ['$', '$'],
  ['$$', '$$'],
])('the name in the link %s is %s', (text, name) => {
  const html = link(text);
  const [mention, ...more] = mentionsIn(html, { dialects: [xueqiu] });
  expect(more).toEqual([]);
  expect(mention).toMatchObject({ ticker: 'sz000568', dialect: 'xueqiu', text: name });
  expect(html.slice(mention?.start, mention?.end)).toBe(name);
});

test('the name is found even if elements and entities split it', () => {
  const html = link('&#36;<b>泸州</b>老窖(SZ000568)$');
  const [mention] = mentionsIn(html);
  expect(mention?.text).toBe('泸州老窖');
  expect(html.slice(mention?.start, mention?.end)).toBe('泸州</b>老窖');
});

test('the link to the company is the anchor around name and code', () => {
  const html = link('$泸州老窖(SZ000568)$');
  expect(mentionsIn(html)[0]?.link).toMatchObject({ kind: 'anchor', attributesAt: html.indexOf(' href') });
});
