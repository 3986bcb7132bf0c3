import { type Site, startSite } from '../support/start-site.ts';

let site: Site;

beforeAll(async () => {
  site = await startSite();
});

afterAll(() => site[Symbol.asyncDispose]());

test('the API page lists the operations and can call one', async () => {
  const { page, complaints } = await site.open();
  await page.goto(`${site.url}/docs`);
  const call = page.locator('#explainArticle');
  await call.locator('summary').click();
  await call.getByRole('button', { name: 'Send' }).click();
  await call.getByText(/^200 OK/).waitFor();
  expect(await call.locator('pre').innerText()).toContain('"ticker": "sz000625"');
  expect(complaints).toEqual([]);
});

test('the API page formats code as code and links to the other pages', async () => {
  const { page, complaints } = await site.open();
  await page.goto(`${site.url}/docs`);
  await page.locator('#about code', { hasText: 'cross_site' }).waitFor();
  expect(
    await page.locator('#about, #calls p, #calls td, #calls small, #calls summary').allTextContents(),
  ).not.toContainEqual(expect.stringContaining('`'));
  const links = await page.evaluate(
    `[...document.querySelectorAll('nav a')].map((link) => link.getAttribute('href'))`,
  );
  expect(links).toEqual(['/', '/admin/queues', '/openapi.json']);
  expect(complaints).toEqual([]);
});
