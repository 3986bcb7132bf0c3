import { strip } from '../../../../src/articles/annotate.ts';
import { MAX_LATER_EVIDENCE } from '../../../../src/articles/article-schemas.ts';
import { enrichArticle } from '../../../../src/articles/enrich-article.ts';
import { explainArticle } from '../../../../src/articles/explain-article.ts';
import type { Steps } from '../../../../src/async/steps.ts';
import { Turns } from '../../../../src/async/turns.ts';
import { findMentions, findMentionsSteps } from '../../../../src/mentions/find/find-mentions.ts';
import { judgeFindingsSteps } from '../../../../src/mentions/judge/judge-mentions.ts';
import { MAX_MENTIONS } from '../../../../src/mentions/mention.ts';
import { anArticle, sinaSpan } from '../../../support/build.ts';
import { cashtags, repeatedName, spans } from '../../../support/heavy-articles.ts';

const options = {
  quotes: { name: 'nobody', quotesFor: async () => ({ quotes: new Map(), missing: new Map() }) },
  signal: new AbortController().signal,
  minConfidence: 0.5,
  linkTarget: 'sina',
  unlinkFalseMentions: false,
  linkRepeats: true,
};

/** Runs a computation and returns the number of its pauses. */
function pausesIn(steps: Steps<unknown>): number {
  let pauses = 0;
  while (!steps.next().done) pauses++;
  return pauses;
}

describe.each([
  ['cashtags', cashtags(0, 60_000)],
  ['spans', spans(0, 1500)],
  ['a name that repeats', repeatedName(0, 100_000)],
])('an article with more mentions than the limit: %s', (_, body) => {
  test('lists the first ones, leaves the others unchanged, and gets a warning', async () => {
    const { mentions, warnings, body: annotated } = await enrichArticle(anArticle({ body }), options);
    expect(mentions).toHaveLength(MAX_MENTIONS);
    const end = mentions.at(-1)?.end ?? 0;
    expect(warnings).toEqual([
      { code: 'too-many-mentions', detail: expect.stringContaining(String(MAX_MENTIONS)), start: end },
    ]);
    expect(strip(annotated)).toBe(body);
    expect(annotated.endsWith(body.slice(end + 200))).toBe(true);
  });

  test('explains the same mentions with all their evidence', async () => {
    const { mentions } = await enrichArticle(anArticle({ body }), options);
    const { candidates, warnings } = explainArticle(anArticle({ body }), options);
    const explained = candidates.flatMap((candidate) => (candidate.mention ? [candidate] : []));
    expect(explained.map(({ start, confidence }) => [start, confidence])).toEqual(
      mentions.map(({ start, confidence }) => [start, confidence]),
    );
    expect(explained.every(({ evidence }) => evidence.length > 0)).toBe(true);
    expect(warnings.filter(({ code }) => code === 'too-many-mentions')).toHaveLength(1);
  });

  test('is computed in many steps', () => {
    expect(findMentions(body).mentions.length).toBeGreaterThan(0);
    const reading = findMentionsSteps(body);
    let step = reading.next();
    let pauses = 0;
    for (; !step.done; step = reading.next()) pauses++;
    pauses += pausesIn(judgeFindingsSteps(step.value, { findRepeats: true }));
    expect(pauses).toBeGreaterThan(MAX_MENTIONS / 10);
  });

  test('has the same result when it is computed in turns', async () => {
    const turns = new Turns();
    const inTurns = { ...options, compute: <T>(steps: Steps<T>) => turns.run(steps) };
    const article = anArticle({ body });
    expect(await enrichArticle(article, inTurns)).toEqual(await enrichArticle(article, options));
  });
});

test('the first mention of each ticker keeps its evidence, and so does a limited number of later ones', async () => {
  const again = sinaSpan('sz000625', '长安汽车');
  const body = `<p>${`${again}上涨，`.repeat(MAX_LATER_EVIDENCE + 50)}${sinaSpan('sh600519', '贵州茅台')}上涨</p>`;
  const { mentions, warnings } = await enrichArticle(anArticle({ body }), options);
  const full = mentions.map(({ evidence }) => evidence.length > 0);
  expect(full.slice(0, MAX_LATER_EVIDENCE + 1)).toEqual(Array(MAX_LATER_EVIDENCE + 1).fill(true));
  expect(full.slice(MAX_LATER_EVIDENCE + 1, -1)).toEqual(Array(49).fill(false));
  expect(full.at(-1)).toBe(true);
  expect(mentions.every(({ confidence }) => confidence > 0)).toBe(true);
  expect(warnings).toEqual([]);
});

test('an article with exactly the maximum of mentions gets no warning', async () => {
  const body = cashtags(0, 6 * MAX_MENTIONS);
  const { mentions, warnings } = await enrichArticle(anArticle({ body }), options);
  expect(mentions).toHaveLength(MAX_MENTIONS);
  expect(warnings).toEqual([]);
});

test.each([
  ['links', '<a href="x">y</a>', 210_000],
  ['empty mentions', '<span id="stock_sz000625"></span>', 10_000],
])('only the beginning of an endless body of %s is read, and it gets a warning', async (_, piece, times) => {
  const body = `<p>${sinaSpan('sz000625', '长安汽车')}</p>${piece.repeat(times)}<p>${sinaSpan('sh600519', '贵州茅台')}</p>`;
  const { mentions, warnings } = await enrichArticle(anArticle({ body }), options);
  expect(mentions.map(({ ticker }) => ticker)).toEqual(['sz000625']);
  expect(warnings?.map(({ code }) => code)).toEqual(['too-many-mentions']);
});

test('the stored result for ten thousand spans is at most twice as large as the article', async () => {
  const body = spans(0, 10_000);
  const enrichment = await enrichArticle(anArticle({ body }), options);
  expect(Buffer.byteLength(JSON.stringify(enrichment))).toBeLessThan(2 * Buffer.byteLength(body));
});
