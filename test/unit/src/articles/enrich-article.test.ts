import { strip } from '../../../../src/articles/annotate.ts';
import { enrichArticle } from '../../../../src/articles/enrich-article.ts';
import { AppError } from '../../../../src/errors.ts';
import type { QuoteSource } from '../../../../src/quotes/quote-source.ts';
import { anArticle, aQuote, sinaSpan, sourceOf } from '../../../support/build.ts';

const signal = new AbortController().signal;
const body =
  `<p>记者从${sinaSpan('sh600036', '招商银行')}股份有限公司获悉，${sinaSpan('sz000625', '长安汽车')}股份有限公司` +
  `与${sinaSpan('sh600036', '招商银行')}签约，园区聚集了一批创${sinaSpan('sz300832', '新产业')}项目。</p>`;
const bank = aQuote({ name: '招商银行' });

const enrich = (quotes: QuoteSource, options: Partial<Parameters<typeof enrichArticle>[1]> = {}) =>
  enrichArticle(anArticle({ body }), {
    quotes,
    signal,
    minConfidence: 0.5,
    linkTarget: 'sina',
    unlinkFalseMentions: false,
    linkRepeats: true,
    ...options,
  });

test('asks once for the tickers of genuine mentions, without duplicates, in text order', async () => {
  const source = sourceOf('table', { sh600036: bank });
  await enrich(source);
  expect(source.asked).toEqual([['sh600036', 'sz000625']]);
});

test('lists every mention, genuine or not, with its evidence and its place in the submitted body', async () => {
  const { mentions } = await enrich(sourceOf('table', {}));
  expect(mentions.map(({ ticker, genuine }) => [ticker, genuine])).toEqual([
    ['sh600036', true],
    ['sz000625', true],
    ['sh600036', true],
    ['sz300832', false],
  ]);
  for (const { start, end, text, confidence, genuine, evidence } of mentions) {
    expect(body.slice(start, end)).toBe(text);
    expect(confidence >= 0.5).toBe(genuine);
    expect(evidence.length).toBeGreaterThan(0);
  }
});

test('judges mentions with the listing’s name in the quote', async () => {
  const weightsOf = async (name: string) => {
    const { mentions } = await enrich(sourceOf('table', { sh600036: aQuote({ name }) }));
    return mentions.map(({ evidence }) => evidence.find((one) => one.signal === 'official-name')?.weight);
  };
  expect(await weightsOf('招商银行')).toEqual([0.1, undefined, 0.1, undefined]);
  expect(await weightsOf('萃华珠宝')).toEqual([-1.5, undefined, -1.5, undefined]);
});

test('lists exactly the documented fields of a mention', async () => {
  const { mentions } = await enrich(sourceOf('table', {}));
  expect(Object.keys(mentions[0] ?? {}).sort()).toEqual(
    ['ticker', 'text', 'start', 'end', 'dialect', 'first', 'genuine', 'confidence', 'evidence'].sort(),
  );
});

test('lists each genuine ticker once as a company, with its quote or the reason why it is missing', async () => {
  const { companies } = await enrich(sourceOf('table', { sh600036: bank, sz000625: 'upstream-error' }));
  expect(companies).toMatchObject([
    { ticker: 'sh600036', name: '招商银行', market: 'XSHG', kind: 'company', mentions: 2, quote: bank },
    {
      ticker: 'sz000625',
      name: '长安汽车',
      market: 'XSHE',
      mentions: 1,
      quote: null,
      missing: 'upstream-error',
    },
  ]);
  expect(companies[0]).not.toHaveProperty('missing');
});

test('uses the official name from the quote', async () => {
  const { companies } = await enrich(sourceOf('table', { sz000625: aQuote({ name: 'XD长安汽' }) }));
  expect(companies[1]?.name).toBe('XD长安汽');
});

test('reports a ticker without an answer as an upstream error', async () => {
  const silent: QuoteSource = {
    name: 'silent',
    quotesFor: async () => ({ quotes: new Map(), missing: new Map() }),
  };
  const { companies } = await enrich(silent);
  expect(companies.map(({ quote, missing }) => [quote, missing])).toEqual([
    [null, 'upstream-error'],
    [null, 'upstream-error'],
  ]);
});

test('annotates the mentions that it lists', async () => {
  const enriched = await enrich(sourceOf('table', { sh600036: bank }));
  expect(enriched.body.match(/data-ticker="sh600036"/g)).toHaveLength(2);
  expect(enriched.body).not.toContain('data-ticker="sz300832"');
  expect(strip(enriched.body)).toBe(body);
});

test('unlinks false mentions if requested', async () => {
  const enriched = await enrich(sourceOf('table', {}), { unlinkFalseMentions: true });
  expect(enriched.body).toMatch(/data-tickerspan-[0-9a-f]{20}-href="[^"]*sz300832/);
  expect(strip(enriched.body)).toBe(body);
});

test('accepts every mention at a threshold of 0, and no uncertain one at 1', async () => {
  const all = await enrich(sourceOf('table', {}), { minConfidence: 0 });
  expect(all.mentions.every(({ genuine }) => genuine)).toBe(true);
  const none = await enrich(sourceOf('table', {}), { minConfidence: 1 });
  expect(none.mentions.find(({ ticker }) => ticker === 'sz300832')?.genuine).toBe(false);
});

test('an article without mentions requests no quotes and stays unchanged', async () => {
  const source = sourceOf('table', {});
  const article = anArticle({ body: '<p>没有公司的正文。</p>' });
  const options = {
    quotes: source,
    signal,
    minConfidence: 0.5,
    linkTarget: 'sina',
    unlinkFalseMentions: false,
    linkRepeats: true,
  };
  expect(await enrichArticle(article, options)).toEqual({
    body: article.body,
    mentions: [],
    companies: [],
    warnings: [],
  });
  expect(source.asked.flat()).toEqual([]);
});

test('an error of the source fails the article with that error', async () => {
  const failure = new AppError('provider_unavailable', 'nobody answered');
  await expect(enrich(sourceOf('table', failure))).rejects.toBe(failure);
});
