import type { z } from 'zod';
import type { explanationSchema } from '../articles/explain-article.ts';
import type { resultSchema } from '../articles/representations/result.ts';
import type { JsonSubmission } from '../articles/submissions/json.ts';
import type { summarySchema } from '../feed/feed-entry.ts';
import type { Quote } from '../quotes/quote.ts';

export const ID_EXAMPLE = 'a_sftx6y2bsw4kgrlmcpv4jyzq3e';
export const BODY_EXAMPLE =
  '<p>重庆<span id="stock_sz000625"><a href="https://finance.sina.com.cn/realstock/company/sz000625/nc.shtml">长安汽车</a></span><span id="quote_sz000625"></span>股份有限公司公告。</p>';

export const submissionExample: JsonSubmission = {
  html: BODY_EXAMPLE,
  title: '长安汽车公告',
  source: '新浪财经',
  publishedAt: '2021-06-08T02:10:00Z',
};

export const POST_EXAMPLE = `---\ntitle: 长安汽车公告\ndate: 2021-06-08 02:10:00\n---\n${BODY_EXAMPLE}\n`;

export const LINES_EXAMPLE = `${JSON.stringify(submissionExample)}\n${JSON.stringify({ html: '<p>正文</p>' })}\n`;

export const RSS_EXAMPLE =
  '<rss version="2.0"><channel><item><description>…</description></item></channel></rss>';

export const quoteExample: Quote = {
  name: '长安汽车',
  price: 10.52,
  previousClose: 10.4,
  change: 0.12,
  changePercent: 1.15,
  open: 10.45,
  high: 10.6,
  low: 10.38,
  volume: 52_310_700,
  amount: 549_262_350,
  currency: 'CNY',
  quotedAt: '2026-09-30T06:10:19.000Z',
  fetchedAt: '2026-09-30T06:10:21.000Z',
  source: 'tencent',
  state: 'trading',
  session: 'open',
  stale: false,
};

const metadata = {
  title: '长安汽车公告',
  url: null,
  source: '新浪财经',
  author: null,
  publishedAt: '2021-06-08T02:10:00.000Z',
  externalId: null,
};

const mention = {
  ticker: 'sz000625',
  text: '长安汽车',
  start: 105,
  end: 109,
  dialect: 'sina',
  first: true,
  genuine: true,
  confidence: 0.98,
  evidence: [{ signal: 'lead', weight: 1.4, detail: 'its place stands before it' }],
};

export const resultExample: z.input<typeof resultSchema> = {
  id: ID_EXAMPLE,
  status: 'enriched',
  revision: 1,
  receivedAt: '2026-09-30T06:10:20.000Z',
  enrichedAt: '2026-09-30T06:10:21.000Z',
  expiresAt: '2026-10-07T06:10:20.000Z',
  article: { ...metadata, format: 'html', sha256: '5'.repeat(64) },
  body: BODY_EXAMPLE,
  mentions: [mention],
  companies: [
    {
      ticker: 'sz000625',
      name: '长安汽车',
      market: 'XSHE',
      kind: 'company',
      mentions: 1,
      notations: { yahoo: '000625.SZ', eastmoney: '0.000625' },
      links: {
        sina: 'https://finance.sina.com.cn/realstock/company/sz000625/nc.shtml',
        eastmoney: 'https://quote.eastmoney.com/sz000625.html',
        xueqiu: 'https://xueqiu.com/S/SZ000625',
        tencent: 'https://gu.qq.com/sz000625/gp',
        yahoo: 'https://finance.yahoo.com/quote/000625.SZ',
      },
      quote: quoteExample,
      publicationClose: { date: '2021-06-07', close: 25.1, changeSince: -58.09 },
    },
  ],
  warnings: [],
};

export const summaryExample: z.input<typeof summarySchema> = {
  cursor: '1759212621000-0',
  id: ID_EXAMPLE,
  revision: 1,
  title: '重庆长安汽车公布销量',
  url: 'https://example.com/a.html',
  source: 'example',
  publishedAt: '2026-09-30T06:00:00.000Z',
  enrichedAt: '2026-09-30T06:10:21.000Z',
  tickers: [{ ticker: 'sz000625', name: '长安汽车' }],
  counts: { mentions: 2, genuine: 1 },
};

export const explanationExample: z.input<typeof explanationSchema> = {
  article: { ...metadata, format: 'html' },
  candidates: [{ ...mention, mention: true }],
  warnings: [],
};
