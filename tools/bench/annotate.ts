/**
 * `npm run bench`: prints the cost of finding, judging and annotating an article, as a ratio to a
 * floor measured in the same run: cheerio's default load, one query for the spans, and `.html()` of
 * the same text.
 *
 * Each round measures both in turn. The printed ratio is the median of all rounds, because noise
 * hardly changes it.
 */
import { readFileSync } from 'node:fs';
import { load } from 'cheerio';
import { annotate } from '../../src/articles/annotate.ts';
import { articleFromPost } from '../../src/articles/submissions/hexo-post.ts';
import { findMentions } from '../../src/mentions/find/find-mentions.ts';
import { judgeMentions } from '../../src/mentions/judge/judge-mentions.ts';
import type { Quote } from '../../src/quotes/quote.ts';
import { sha256 } from '../../src/sha256.ts';

const ROUNDS = 41;

const QUOTE: Quote = {
  name: '长安汽车',
  price: 10.52,
  previousClose: 10.4,
  change: 0.12,
  changePercent: 1.15,
  open: 10.4,
  high: 10.6,
  low: 10.3,
  volume: 1_000_000,
  amount: 10_500_000,
  currency: 'CNY',
  quotedAt: '2021-11-18T07:00:00.000Z',
  fetchedAt: '2021-11-18T07:00:00.000Z',
  source: 'tencent',
  state: 'trading',
  session: 'closed',
  stale: false,
};

/** Works as the worker does, which has the digest from the store. */
function enrichWith(digest: string): (body: string) => string {
  return (body) => {
    const mentions = judgeMentions(findMentions(body).mentions);
    const quotes = new Map(mentions.map(({ ticker }) => [ticker, QUOTE]));
    return annotate(body, mentions, { quotes, sha256: digest });
  };
}

function floor(body: string): string {
  const $ = load(body);
  $('span[id^="stock_"]').each((_, element) => void $(element).text());
  return $.html();
}

/**
 * Returns milliseconds per call, over enough calls to last about 20 ms. It first runs the work for
 * 10 ms to warm the caches and collect garbage, so neither side pays for the garbage of the other.
 */
function timed(work: (body: string) => string, body: string): number {
  const settled = performance.now() + 10;
  while (performance.now() < settled) work(body);
  let calls = 0;
  let length = 0;
  const start = performance.now();
  do {
    length += work(body).length;
    calls++;
  } while (performance.now() - start < 20);
  if (length === 0) throw new Error('no output');
  return (performance.now() - start) / calls;
}

function compare(name: string, body: string, rounds = ROUNDS): void {
  const enrich = enrichWith(sha256(body));
  for (let warmUp = 0; warmUp < 3; warmUp++) [enrich, floor].map((work) => timed(work, body));
  const samples = Array.from({ length: rounds }, () => [timed(enrich, body), timed(floor, body)] as const);
  const ours = median(samples.map(([a]) => a));
  const cheerio = median(samples.map(([, b]) => b));
  const ratio = median(samples.map(([a, b]) => a / b));
  const size = `${(Buffer.byteLength(body) / 1024).toFixed(0)} KB`;
  console.log(
    `${name.padEnd(38)} ${size.padStart(8)}  ours ${ours.toFixed(3)} ms  cheerio ${cheerio.toFixed(3)} ms  ratio ${ratio.toFixed(3)}`,
  );
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

const span = (code: string, name: string): string =>
  `<span id="stock_${code}"><a href="https://finance.sina.com.cn/realstock/company/${code}/nc.shtml" class="keyword" target="_blank">${name}</a></span><span id="quote_${code}"></span>`;
const FILLER =
  '<p cms-style="font-L">　　与会者表示，未来一年将继续加大研发投入，完善供应链，推动产业协同发展。</p>\n';

/** Makes about `kilobytes` KB of paragraphs with `spans` spans. */
function longArticle(kilobytes: number, spans: number): string {
  const paragraphs = Math.round((kilobytes * 1024) / Buffer.byteLength(FILLER));
  const every = Math.floor(paragraphs / Math.max(1, spans));
  return Array.from({ length: paragraphs }, (_, index) =>
    spans > 0 && index % every === 0
      ? `<p>　　重庆${span('sz000625', '长安汽车')}股份有限公司公布了季度数据。</p>\n`
      : FILLER,
  ).join('');
}

function nestedDivs(bytes: number): string {
  const depth = Math.floor(bytes / '<div></div>'.length);
  return `${'<div>'.repeat(depth)}重庆${span('sz000625', '长安汽车')}股份有限公司${'</div>'.repeat(depth)}`;
}

const post = process.argv[2] ?? new URL('../../examples/post.md', import.meta.url);
const { body } = articleFromPost(readFileSync(post, 'utf8'));
compare(process.argv[2] === undefined ? 'the example post' : 'the post given', body);
compare('a long article with 40 spans', longArticle(200, 40), 15);
compare('a long article without a candidate', longArticle(200, 0), 15);

// cheerio cannot be the floor here, because it overflows the stack at a twentieth of this depth.
const nested = nestedDivs(1024 * 1024);
const start = performance.now();
const found = findMentions(nested).mentions;
enrichWith(sha256(nested))(nested);
console.log(
  `1 MB of nested <div>: ${(performance.now() - start).toFixed(0)} ms, ${found.length} mention found`,
);
