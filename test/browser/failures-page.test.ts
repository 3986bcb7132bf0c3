import { Redis } from 'ioredis';
import { post } from '../support/client.ts';
import { failArticles } from '../support/fail-articles.ts';
import { type Site, startSite } from '../support/start-site.ts';

let site: Site;

beforeAll(async () => {
  site = await startSite();
  const commands = new Redis(site.redisUrl);
  const article = JSON.stringify({
    html: '<p>无</p>',
    source: 'a-source-with-a-name-of-some-length.example.com',
  });
  const { id } = (await post(site.url, 'application/json', article)).json;
  await failArticles([id], { commands, apiUrl: site.url, startWorker: () => site.startWorker() });
  commands.disconnect();
});

afterAll(() => site[Symbol.asyncDispose]());

test.each([360, 800, 1600])('the failures page fits a screen %i pixels wide', async (width) => {
  const { page } = await site.open({ viewport: { width, height: 800 } });
  await page.goto(`${site.url}/admin/failures`);
  await page.getByText('article_expired').waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  // A heading that breaks inside words needs more than one line.
  const heights = await page.evaluate(
    `[...document.querySelectorAll('th')].map((cell) => cell.getBoundingClientRect().height)`,
  );
  expect(heights).toHaveLength(7);
  for (const height of heights as number[]) expect(height).toBeLessThan(48);
});
