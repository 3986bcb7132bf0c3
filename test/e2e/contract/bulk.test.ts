import { once } from 'node:events';
import { request as openRequest } from 'node:http';
import { createInterface } from 'node:readline';
import { finished, post } from '../../support/client.ts';
import { postMany } from '../../support/lines.ts';
import { type System, startSystem } from '../../support/start-system.ts';

let system: System;
/** It accepts articles of up to 1000 bytes. */
let api: string;

beforeAll(async () => {
  system = await startSystem();
  [api] = await Promise.all([system.startApi({ MAX_BODY_BYTES: '1000' }), system.startWorker()]);
});

afterAll(() => system[Symbol.asyncDispose]());

const NDJSON = 'application/x-ndjson';
const jsonOf = (text: string, more = {}) => JSON.stringify({ html: `<p>${text}</p>`, ...more });
const answerOf = async (id: string) => (await finished(api, id)).json;

test('many articles are answered line by line in order, a bad line does not affect others, and the size limit is per line', async () => {
  const known = (await post(api, 'application/json', jsonOf('旧'))).json.id;
  await finished(api, known);
  const many = Array.from({ length: 40 }, (_, serial) => jsonOf(`第${serial}行${'字'.repeat(100)}`));
  const lines = [jsonOf('新'), '{"html":', jsonOf('旧'), jsonOf('x', { titel: 1 }), jsonOf('x'.repeat(1000))];
  const answers = await postMany(api, NDJSON, [...lines, ...many].join('\n'));
  const id = expect.stringMatching(/^a_/);
  const error = (code: string) => expect.objectContaining({ code });
  expect(answers).toEqual([
    { line: 1, status: 202, id, duplicate: false },
    { line: 2, status: 400, error: error('invalid_request') },
    { line: 3, status: 200, id: known, duplicate: true },
    { line: 4, status: 422, error: error('invalid_article') },
    { line: 5, status: 413, error: error('article_too_large') },
    ...many.map((_, index) => ({ line: 6 + index, status: 202, id, duplicate: false })),
  ]);
  expect((await answerOf(answers.at(-1)?.id ?? '')).status).toBe('enriched');
});

test('lines are answered while later lines are still being sent', async () => {
  const headers = { 'Content-Type': NDJSON };
  const request = openRequest(`${api}/v1/articles`, { method: 'POST', headers });
  const answering = once(request, 'response');
  request.write(`${jsonOf('先')}\n`);
  const [response] = await answering;
  const lines = createInterface({ input: response })[Symbol.asyncIterator]();
  expect(JSON.parse((await lines.next()).value)).toMatchObject({ line: 1, status: 202 });
  request.end(jsonOf('后'));
  expect(JSON.parse((await lines.next()).value)).toMatchObject({ line: 2, status: 202 });
  expect((await lines.next()).done).toBe(true);
});

const TEXTS = ['<p>甲</p>', '', `<p>${'长'.repeat(400)}</p>`, '<p>乙</p>'];
const cdata = (html: string) => `<![CDATA[${html}]]>`;
test.each([
  [
    'application/rss+xml',
    `<rss version="2.0"><channel><title>源</title>${TEXTS.map((text) => `<item><description>${cdata(text)}</description></item>`).join('')}</channel></rss>`,
  ],
  [
    'application/atom+xml',
    `<feed xmlns="http://www.w3.org/2005/Atom"><title>源</title>${TEXTS.map((text) => `<entry><content type="html">${cdata(text)}</content></entry>`).join('')}</feed>`,
  ],
  [
    'application/feed+json',
    JSON.stringify({
      version: 'https://jsonfeed.org/version/1.1',
      title: '源',
      items: TEXTS.map((text) => ({ content_html: text })),
    }),
  ],
])('each item of %s is an article', async (type, feed) => {
  const answers = await postMany(api, type, feed);
  expect(answers.map(({ line }) => line)).toEqual([1, 2, 3, 4]);
  expect(answers.map(({ status }) => (status === 200 ? 202 : status))).toEqual([202, 422, 413, 202]);
  expect(await answerOf(answers[3]?.id ?? '')).toMatchObject({
    body: '<p>乙</p>',
    article: { source: '源' },
  });
});
