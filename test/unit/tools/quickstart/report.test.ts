import { formatPlaces } from '../../../../tools/quickstart/places.mjs';
import { formatReport, strongestEvidence } from '../../../../tools/quickstart/report.mjs';
import { createStyle } from '../../../../tools/quickstart/terminal.mjs';

const style = createStyle({ isTTY: false, env: {} });
const post = '\n---\ntitle: 展会\n---\n<p>重庆长安汽车<i></i>参展。</p><p>创新产业集群。</p>';
const body = '<p>重庆长安汽车<i></i>参展。</p><p>创新产业集群。</p>';

const quote = {
  price: 10.5,
  change: 0.12,
  changePercent: 1.15,
  currency: 'CNY',
  quotedAt: '2026-11-20T07:00:03.000Z',
  source: 'simulator',
  state: 'trading',
};

const result = {
  id: 'a_1',
  status: 'enriched' as const,
  article: { title: '展会' },
  body: body.replace('<i>', '<i>(10.52, +0.12, +1.15%)'),
  mentions: [
    {
      ticker: 'sz000625',
      text: '长安汽车',
      start: body.indexOf('长安汽车'),
      end: body.indexOf('长安汽车') + 4,
      genuine: true,
      confidence: 0.984,
      evidence: [{ signal: 'word-boundary', weight: 2, detail: 'stands at word boundaries' }],
    },
    {
      ticker: 'sz300832',
      text: '新产业',
      start: body.indexOf('新产业'),
      end: body.indexOf('新产业') + 3,
      genuine: false,
      confidence: 0.03,
      evidence: [{ signal: 'word-boundary', weight: -3, detail: 'cut out of 创新 and 产业' }],
    },
  ],
  companies: [{ ticker: 'sz000625', name: '长安汽车', quote }],
};

test('explains the result to a newcomer', () => {
  expect(formatReport({ result, post, style })).toBe(
    `
Result: 展会

Mentions: 2 found, 1 genuine (with the confidence that each names the company)
  长安汽车  sz000625  ✓ genuine      0.98  stands at word boundaries
      before      重庆长安汽车参展。
      after       重庆长安汽车(10.52, +0.12, +1.15%)参展。
  新产业    sz300832  ✗ not genuine  0.03  cut out of 创新 and 产业
      unchanged   创新产业集群。

Companies
  长安汽车  sz000625  10.50 CNY  +0.12  +1.15%  simulator at 2026-11-20 07:00:03 UTC

All ${body.length} characters of the body are unchanged and in order; 22 were inserted.`.trimStart(),
  );
});

test.each([
  [null, 'unknown', 'no quote (unknown)'],
  [{ ...quote, price: null, state: 'suspended' }, undefined, 'no price (suspended)'],
  [{ ...quote, price: 0.385 }, undefined, '0.385 CNY'],
])('shows a quote as it is: %j', (shownQuote, missing, shown) => {
  const companies = [
    { ticker: 'sz000625', name: '长安汽车', quote: shownQuote, ...(missing && { missing }) },
  ];
  expect(formatReport({ result: { ...result, companies }, post, style })).toContain(shown);
});

test.each([
  [-2.5, 'closed at 10.77 on 2021-11-18, -2.50% since'],
  [null, 'closed at 10.77 on 2021-11-18\n'],
])('shows the price at the time of publication: %j', (changeSince, shown) => {
  const publicationClose = { date: '2021-11-18', close: 10.77, changeSince };
  const companies = [{ ticker: 'sz000625', name: '长安汽车', quote, publicationClose }];
  expect(formatReport({ result: { ...result, companies }, post, style })).toContain(shown);
});

test('claims that nothing was lost only if nothing was', () => {
  const report = formatReport({ result: { ...result, body: '<p>重庆</p>' }, post, style });
  expect(report).toContain('changes other than insertions');
});

test('says why an article failed', () => {
  const failed = {
    id: 'a_1',
    status: 'failed' as const,
    problem: { title: 'Invalid', detail: 'It is empty.' },
  };
  expect(formatReport({ result: failed, post, style })).toContain('failed  It is empty.');
});

test('shows the evidence with the most weight for the verdict', () => {
  const evidence = [
    { signal: 'a', weight: -4, detail: '' },
    { signal: 'b', weight: 1, detail: '' },
    { signal: 'c', weight: 3, detail: '' },
  ];
  expect(strongestEvidence(evidence, true)?.signal).toBe('c');
  expect(strongestEvidence(evidence, false)?.signal).toBe('a');
  expect(strongestEvidence([], true)).toBeUndefined();
});

test('says where to look next', () => {
  const places = formatPlaces({ url: 'http://127.0.0.1:8080', id: 'a_1', folder: 'runs/1', style });
  expect(places).toContain("curl -H 'Accept: text/html' http://127.0.0.1:8080/v1/articles/a_1");
  expect(places).toContain('http://127.0.0.1:8080/admin/queues');
  expect(places).toMatch(/playground +http:\/\/127\.0\.0\.1:8080\/$/m);
  expect(places).toMatch(/reading page +http:\/\/127\.0\.0\.1:8080\/articles\/a_1$/m);
});

test('uses colors only on a terminal, and not with NO_COLOR', () => {
  expect(createStyle({ isTTY: true, env: {} }).bold('a')).not.toBe('a');
  expect(createStyle({ isTTY: true, env: { NO_COLOR: '1' } }).bold('a')).toBe('a');
  expect(createStyle({ isTTY: undefined, env: {} }).bold('a')).toBe('a');
});
