import { readFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import type { Page } from 'playwright-core';
import { POST } from '../support/posts.ts';
import { findChromium } from '../support/start-browser.ts';
import type { RunningWorker } from '../support/start-service.ts';
import { type Site, startSite } from '../support/start-site.ts';
import { until } from '../support/until.ts';

const EXAMPLE = readFileSync('examples/post.md', 'utf8');

let site: Site;
let worker: RunningWorker;

beforeAll(async () => {
  site = await startSite();
  worker = await site.startWorker();
});

afterAll(async () => {
  await worker[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
});

async function playground() {
  const opened = await site.open();
  await opened.page.goto(`${site.url}/`);
  return opened;
}

async function keysIn(redisUrl: string): Promise<readonly string[]> {
  const redis = new Redis(redisUrl);
  const keys = await redis.keys('*').finally(() => redis.disconnect());
  return keys.sort();
}

const mentionOf = (page: Page, name: string) => page.locator('.mention').filter({ hasText: name });
const companyOf = (page: Page, name: string) => page.locator('.company').filter({ hasText: name });
const draftOf = (page: Page) => page.getByLabel('Article');

test('the enriched example shows its companies with prices, and which mentions are false', async () => {
  const { page } = await playground();
  await page.getByRole('button', { name: 'Load the example' }).click();
  await until('the example to be there', async () => (await draftOf(page).inputValue()) === EXAMPLE);
  await page.getByRole('button', { name: 'Enrich' }).click();
  await page.getByText('Enriched: 6 mentions, 4 genuine; 4 companies.').waitFor();
  const company = await companyOf(page, '长安汽车').innerText();
  expect(company).toMatch(
    /sz000625\s+XSHE · company · mentioned once\s+\d+\.\d{2,3} CNY [+−]?[\d.]+ [+−]?[\d.]+%\n/,
  );
  expect(company).toMatch(/as of \d+ \w+ 20\d\d, [\d:]{8} GMT\+8 · .* · source: simulator/);
  expect(company).toMatch(/closed at [\d.]+ on 2026-11-19, before publication/);
  const link = companyOf(page, '长安汽车').getByRole('link', { name: 'Xueqiu' });
  expect(await link.getAttribute('href')).toBe('https://xueqiu.com/S/SZ000625');
  expect(await link.getAttribute('rel')).toBe('noopener noreferrer');
  expect(await mentionOf(page, '长安汽车').innerText()).toMatch(/genuine confidence >?\d+%\s+for\s/);
  expect(await mentionOf(page, '新产业').innerText()).toMatch(/not genuine confidence <?\d%\s+against\s/);
  expect(await companyOf(page, '新产业').count()).toBe(0);
  const frame = page.frameLocator('.article-frame');
  expect(await frame.locator('a[data-ticker="sz000625"]').textContent()).toBe('长安汽车');
  await page.getByRole('link', { name: 'Its reading page' }).click();
  await page.getByRole('heading', { level: 1, name: '西部智能制造展开门迎客' }).waitFor();
});

test('an article that is only explained is not stored', async () => {
  const { page, requests } = await playground();
  const before = await keysIn(site.redisUrl);
  await draftOf(page).fill(`${POST}<!-- never submitted -->`);
  await page.getByRole('button', { name: 'Explain only' }).click();
  await page.getByText(/^Explained: 2 candidates, 1 genuine; 0 warnings\. Nothing was stored/).waitFor();
  expect(await mentionOf(page, '新产业').innerText()).toContain('not genuine');
  expect(await page.locator('.company').count()).toBe(0);
  expect(await keysIn(site.redisUrl)).toEqual(before);
  expect(requests.filter((url) => url.includes('/v1/'))).toEqual([`${site.url}/v1/explain`]);
});

test('a warning of the explanation is shown as a sentence', async () => {
  const { page } = await playground();
  await draftOf(page).fill('<p><span id="stock_sz000625">长安汽车</p><p id="stock_xx000001">某公司</p>');
  await page.getByRole('button', { name: 'Explain only' }).click();
  await page.getByText('xx000001 is of no market that is known').waitFor();
});

test.each([
  ['{"html": 1, "colour": "red"}', ['/html', '/colour Unknown field']],
  ['---\ntitle: x\n---\n', ['/markdown Empty']],
])('a submission that is refused shows what is wrong and where: %j', async (draft, faults) => {
  const { page } = await playground();
  await draftOf(page).fill(draft);
  await page.getByRole('button', { name: 'Enrich' }).click();
  const alert = page.getByRole('alert');
  await alert.getByText('The article cannot be accepted 422').waitFor();
  const text = await alert.innerText();
  for (const fault of faults) expect(text).toContain(fault);
  await draftOf(page).fill(POST);
  await page.getByRole('button', { name: 'Enrich' }).click();
  await page.getByText('Enriched: 2 mentions, 1 genuine; 1 company.').waitFor();
  expect(await alert.innerText()).toBe('');
});

test('an empty submission shows an error without a request', async () => {
  const { page, requests } = await playground();
  await page.getByRole('button', { name: 'Enrich' }).click();
  await page.getByRole('alert').getByText('Paste an article first').waitFor();
  expect(requests.filter((url) => url.includes('/v1/'))).toEqual([]);
});

test('a file in a Chinese charset is decoded correctly', async () => {
  const { page } = await playground();
  // 长安 in GBK.
  const buffer = Buffer.from([0x3c, 0x70, 0x3e, 0xb3, 0xa4, 0xb0, 0xb2]);
  await page.getByLabel('Open a file').setInputFiles({ name: 'a.html', mimeType: 'text/html', buffer });
  await until('the file to be read', async () => (await draftOf(page).inputValue()) === '<p>长安');
});

test('the whole page can be used by keyboard', async () => {
  const { page } = await playground();
  const tabTo = async (id: string) => {
    for (let presses = 0; presses < 30; presses++) {
      if ((await page.evaluate('document.activeElement.id')) === id) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`no Tab leads to ${id}`);
  };
  await tabTo('load-example');
  await page.keyboard.press('Enter');
  await until('the example to have the focus', async () => (await draftOf(page).inputValue()) === EXAMPLE);
  await tabTo('enrich');
  await page.keyboard.press('Enter');
  await page.getByText('Enriched: 6 mentions').waitFor();
  const reasons = page.locator('.mention summary').first();
  await until('the reasons to be reached', async () => {
    await page.keyboard.press('Tab');
    return await reasons.evaluate((summary) => summary.ownerDocument.activeElement === summary);
  });
  await page.keyboard.press('Enter');
  await page.locator('.mention details[open] li').first().waitFor();
});

test('Ctrl-Enter in the text field submits the text', async () => {
  const { page } = await playground();
  await draftOf(page).fill(POST);
  await draftOf(page).press('Control+Enter');
  await page.getByText('Enriched: 2 mentions').waitFor();
});

test('while it waits for a worker, the page says so and offers to stop waiting', async () => {
  await using idle = await startSite();
  const { page } = await idle.open();
  await page.goto(`${idle.url}/`);
  await draftOf(page).fill(POST);
  await page.getByRole('button', { name: 'Enrich' }).click();
  await page.getByText('Submitted, queued').waitFor();
  await page.getByRole('button', { name: 'Stop waiting' }).click();
  await page.getByText('No longer waiting.').waitFor();
  expect(await page.getByRole('button', { name: 'Stop waiting' }).isVisible()).toBe(false);
});

test('if Chromium is missing, the error says what to install', () => {
  expect(() => findChromium('/nowhere')).toThrow('apt-get install chromium');
});
