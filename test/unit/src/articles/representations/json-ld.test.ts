import { NO_METADATA } from '../../../../../src/articles/article.ts';
import { enrichArticle } from '../../../../../src/articles/enrich-article.ts';
import { toSchemaOrg } from '../../../../../src/articles/representations/schema-org.ts';
import { toWebAnnotations } from '../../../../../src/articles/representations/web-annotations.ts';
import { NO_ANSWERS } from '../../../../../src/quotes/quote-source.ts';
import type { TickerKind } from '../../../../../src/tickers/markets.ts';
import { anArticle, sinaSpan } from '../../../../support/build.ts';

const id = `a_${'b'.repeat(26)}`;
const body = `<p>😀重庆${sinaSpan('sz000625', '长安汽车')}股份有限公司与${sinaSpan('sh000300', '沪深300')}指数、<span id="usstock_BABA">阿里巴巴</span>。</p>`;

async function enriched(minConfidence = 0) {
  return await enrichArticle(anArticle({ body }), {
    quotes: { name: 'none', quotesFor: async () => NO_ANSWERS },
    signal: new AbortController().signal,
    minConfidence,
    linkTarget: 'sina',
    unlinkFalseMentions: false,
    linkRepeats: true,
  });
}

test('a genuine mention is a W3C annotation with its identity and place', async () => {
  const record = { id, enrichedAt: '2026-01-02T03:04:05.000Z', revision: 2 };
  const { first, ...collection } = toWebAnnotations(record, body, await enriched()) as {
    first: { items: unknown[] };
  };
  expect(collection).toMatchObject({
    '@context': 'http://www.w3.org/ns/anno.jsonld',
    type: 'AnnotationCollection',
    total: 3,
  });
  const at = [...body.slice(0, body.indexOf('长安汽车'))].length;
  expect(first.items[0]).toEqual({
    id: `urn:tickerspan:article:${id}#mention-2-0`,
    type: 'Annotation',
    motivation: 'identifying',
    created: '2026-01-02T03:04:05.000Z',
    body: {
      type: 'SpecificResource',
      purpose: 'identifying',
      source: {
        id: 'urn:tickerspan:ticker:sz000625',
        type: 'schema:Corporation',
        'schema:name': '长安汽车',
        'schema:identifier': 'sz000625',
        'schema:tickerSymbol': 'XSHE 000625',
        'schema:sameAs': expect.arrayContaining([{ id: 'https://xueqiu.com/S/SZ000625' }]),
      },
    },
    target: {
      source: `urn:tickerspan:article:${id}#body`,
      selector: [
        expect.objectContaining({ type: 'TextQuoteSelector', exact: '长安汽车' }),
        { type: 'TextPositionSelector', start: at, end: at + 4 },
      ],
    },
  });
});

test('a mention that is not genuine is not an annotation', async () => {
  const enrichment = await enriched();
  const doubted = {
    ...enrichment,
    mentions: enrichment.mentions.map((mention) => ({ ...mention, genuine: false })),
  };
  const collection = toWebAnnotations({ id, enrichedAt: null, revision: 1 }, body, doubted);
  expect(collection).toMatchObject({
    total: 0,
    first: { id: `urn:tickerspan:article:${id}#annotations-1`, items: [] },
  });
});

test.each<[TickerKind, string]>([
  ['company', 'Corporation'],
  ['fund', 'InvestmentFund'],
  ['bond', 'FinancialProduct'],
  ['forex', 'FinancialProduct'],
  ['futures', 'FinancialProduct'],
  ['index', 'Thing'],
])('schema.org calls a %s a %s', async (kind, type) => {
  const enrichment = await enriched();
  const companies = enrichment.companies.map((company) => ({ ...company, kind }));
  const { mentions } = toSchemaOrg({ id, metadata: NO_METADATA }, { ...enrichment, companies }) as {
    mentions: readonly unknown[];
  };
  expect(mentions).toHaveLength(companies.length);
  for (const mention of mentions) expect(mention).toMatchObject({ '@type': type });
});

test('the schema.org article has its metadata and mentions its companies', async () => {
  const metadata = {
    title: '标题',
    url: 'https://example.com/1',
    source: '新浪财经',
    author: '记者',
    publishedAt: '2021-06-08T02:10:00.000Z',
    externalId: null,
  };
  expect(toSchemaOrg({ id, metadata }, await enriched())).toEqual({
    '@context': 'https://schema.org',
    '@type': 'NewsArticle',
    '@id': `urn:tickerspan:article:${id}`,
    headline: '标题',
    url: 'https://example.com/1',
    publisher: { '@type': 'Organization', name: '新浪财经' },
    creditText: '记者',
    datePublished: '2021-06-08T02:10:00.000Z',
    mentions: [
      expect.objectContaining({ '@type': 'Corporation', name: '长安汽车', tickerSymbol: 'XSHE 000625' }),
      expect.not.objectContaining({ tickerSymbol: expect.anything() }),
      expect.objectContaining({ identifier: 'usBABA', tickerSymbol: 'BABA' }),
    ],
  });
});
