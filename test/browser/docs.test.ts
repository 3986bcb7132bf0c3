import { type Site, startSite } from '../support/start-site.ts';

let site: Site;

beforeAll(async () => {
  site = await startSite();
});

afterAll(() => site[Symbol.asyncDispose]());

test('the page of the API lists the calls, and tries one', async () => {
  const { page, complaints } = await site.open();
  await page.goto(`${site.url}/docs`);
  const call = page.locator('#explainArticle');
  await call.locator('summary').click();
  await call.getByRole('button', { name: 'Send' }).click();
  await call.getByText(/^200 OK/).waitFor();
  expect(await call.locator('pre').innerText()).toContain('"ticker": "sz000625"');
  expect(complaints).toEqual([]);
});
