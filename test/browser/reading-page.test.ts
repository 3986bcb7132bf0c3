import { Redis } from 'ioredis';
import type { Page } from 'playwright-core';
import { ArticleStore } from '../../src/articles/lifecycle/article-store.ts';
import { finished, post, send } from '../support/client.ts';
import { POST, POST_BODY } from '../support/posts.ts';
import { startApi } from '../support/start-service.ts';
import { type Site, startSite } from '../support/start-site.ts';
import { textOf } from '../support/text-of.ts';
import { until } from '../support/until.ts';

let site: Site;

beforeAll(async () => {
  site = await startSite();
});

afterAll(() => site[Symbol.asyncDispose]());

const submit = async (text: string): Promise<string> => (await post(site.url, 'text/markdown', text)).json.id;

async function read(id: string, url = site.url) {
  const opened = await site.open({ permissions: ['clipboard-read', 'clipboard-write'] });
  await opened.page.goto(`${url}/articles/${id}`);
  return opened;
}

const articleIn = (page: Page) => page.frameLocator('.article-frame').locator('body');

test('a pending article appears without a reload once it is enriched', async () => {
  const id = await submit(`${POST}<!-- waits -->`);
  const { page, complaints } = await read(id);
  await page.getByRole('status').getByText('Queued: a worker will take it').waitFor();
  await page.evaluate('globalThis.neverReloaded = true');
  await using _worker = await site.startWorker();
  await page.getByRole('heading', { level: 1, name: '车展侧记：新能源{展区}人气最旺' }).waitFor();
  expect(await page.evaluate('globalThis.neverReloaded')).toBe(true);
  expect(await page.locator('.byline').innerText()).toMatch(
    /新浪财经.*published 8 Jun 2021, 10:10:00 GMT\+8/s,
  );
  expect(await page.locator('.company .note').nth(1).innerText()).toMatch(/^as of .* GMT\+8/);
  expect(await page.title()).toBe('车展侧记：新能源{展区}人气最旺 · tickerspan');
  await articleIn(page).getByText('长安汽车').waitFor();
  expect(complaints).toEqual([]);
});

test('the frame shows the article’s text with its quotes, and copies the text alone', async () => {
  await using _worker = await site.startWorker();
  const id = await submit(`${POST}<!-- copied -->`);
  const { json } = await finished(site.url, id);
  const { page } = await read(id);
  const shown = (await articleIn(page).textContent()) ?? '';
  expect(shown.trim()).toBe(textOf(json.body).trim());
  expect(shown).toMatch(/长安汽车\([\d.]+, [+-]?[\d.]+, [+-]?[\d.]+%\)股份有限公司/);
  expect(shown.replace(/\([\d.]+, [^)]+%\)/, '').trim()).toBe(textOf(POST_BODY).trim());
  await articleIn(page).click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('ControlOrMeta+C');
  const copied = await until(
    'something to be copied',
    () => page.evaluate('navigator.clipboard.readText()') as Promise<string>,
  );
  expect(copied.replace(/\s+/g, '')).toBe(textOf(POST_BODY).replace(/\s+/g, ''));
});

test('links of the article keep their targets and open in a new page', async () => {
  await using _worker = await site.startWorker();
  const url = 'https://publisher.invalid/news/1.html';
  const html = `<p><a id="there" href="2.html" target="_top">下一篇</a><a id="nowhere" href="#top">回顶</a><a id="docs" href="${site.url}/docs">文档</a></p>`;
  const { id } = (await post(site.url, 'application/json', JSON.stringify({ html, url }))).json;
  await finished(site.url, id);
  const { page } = await read(id);
  const link = articleIn(page).locator('#there');
  expect(await link.evaluate((anchor) => anchor.outerHTML)).toBe(
    '<a id="there" href="https://publisher.invalid/news/2.html" target="_blank" rel="noopener noreferrer">下一篇</a>',
  );
  expect(await articleIn(page).locator('#nowhere').getAttribute('href')).toBeNull();
  const opened = page.context().waitForEvent('page');
  await articleIn(page).locator('#docs').click();
  const popup = await opened;
  // The new page is an ordinary page without a reference to ours.
  await popup.locator('#explainArticle').waitFor();
  expect(await popup.evaluate('opener')).toBeNull();
  expect(page.url()).toBe(`${site.url}/articles/${id}`);
});

test('a failed article shows the reason', async () => {
  const id = await submit(`${POST}<!-- fails -->`);
  const redis = new Redis(site.redisUrl);
  const problem = { code: 'internal' as const, detail: 'It was broken <b>on purpose</b>' };
  await new ArticleStore(redis, { ttlSeconds: 60 })
    .saveFailure(id, problem)
    .finally(() => redis.disconnect());
  const { page } = await read(id);
  const alert = page.getByRole('alert');
  await alert.getByText('It could not be enriched').waitFor();
  expect(await alert.innerText()).toContain('It was broken <b>on purpose</b>');
});

test('an unknown id is reported as not found', async () => {
  const { page } = await read(`a_${'b'.repeat(26)}`);
  await page.getByRole('alert').getByText('The article was not found 404').waitFor();
  expect(await page.getByRole('alert').innerText()).toContain('Check the address');
});

test('an expired article is reported as expired', async () => {
  await using api = await startApi(site.redisUrl, { ttlSeconds: 1 });
  const { id } = (await post(api.url, 'text/html', '<p>短命</p>')).json;
  await until(
    'the article to expire',
    async () => (await send(`${api.url}/v1/articles/${id}`)).status === 410,
  );
  const { page } = await read(id, api.url);
  await page.getByRole('alert').getByText('The article has expired 410').waitFor();
});

test('the page retries until the service can be reached', async () => {
  const id = await submit(`${POST}<!-- patient -->`);
  const { page } = await site.open();
  await page.route('**/v1/**', (route) => route.abort());
  await page.goto(`${site.url}/articles/${id}`);
  await page.getByText('The service cannot be reached; trying again …').waitFor();
  await page.unrouteAll();
  await using _worker = await site.startWorker();
  await page.getByRole('heading', { level: 1, name: '车展侧记' }).waitFor();
});
