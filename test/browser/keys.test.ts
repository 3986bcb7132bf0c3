import { post } from '../support/client.ts';
import { POST } from '../support/posts.ts';
import { type RunningWorker, startApi } from '../support/start-service.ts';
import { type Site, startSite } from '../support/start-site.ts';

const secret = 'a-secret-of-16-letters';
const reading = 'another-of-16-letters';

let site: Site;
let worker: RunningWorker;

beforeAll(async () => {
  site = await startSite({
    keys: [
      { name: 'reader', scopes: ['submit', 'read'], secret },
      { name: 'other', scopes: ['read'], secret: reading },
    ],
  });
  worker = await site.startWorker();
});

afterAll(async () => {
  await worker[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
});

test('the playground has a field for a key and never puts the key into an address', async () => {
  const { page, requests } = await site.open();
  await page.goto(`${site.url}/`);
  await page.getByLabel('Article').fill(POST);
  await page.getByRole('button', { name: 'Enrich' }).click();
  await page.getByRole('alert').getByText('A key is needed 401').waitFor();
  expect(await page.getByRole('alert').innerText()).toContain('Put a key into the field “API key” above');
  expect(await page.getByRole('alert').innerText()).not.toContain('Bearer');
  await page.getByLabel('API key').fill(reading);
  await page.getByRole('button', { name: 'Enrich' }).click();
  await page.getByText('The key lacks the scope submit. Put another key').waitFor();
  await page.getByLabel('API key').fill(secret);
  await page.getByRole('button', { name: 'Enrich' }).click();
  await page.getByText('Enriched: 2 mentions').waitFor();
  expect([page.url(), ...requests].join()).not.toContain(secret);
  expect(await page.evaluate('localStorage.length + document.cookie.length')).toBe(0);
});

test('the reading page asks for a key itself and reads the article with it', async () => {
  const headers = { Authorization: `Bearer ${secret}` };
  const { id } = (await post(site.url, 'text/markdown', `${POST}<!-- locked -->`, headers)).json;
  // The browser would use these credentials if the service asked for them before the page does.
  const { page, requests } = await site.open({ httpCredentials: { username: 'any', password: secret } });
  await page.goto(`${site.url}/articles/${id}`);
  await page.getByRole('alert').getByText('A key is needed 401').waitFor();
  await page.keyboard.type('wrong');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('The key is not known').waitFor();
  await page.getByLabel('API key').fill(secret);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: '车展侧记' }).waitFor();
  expect([page.url(), ...requests].join()).not.toContain(secret);
  expect(await page.getByRole('alert').innerText()).toBe('');
});

test('without configured keys the page shows no key field', async () => {
  await using open = await startApi(site.redisUrl);
  const { page } = await site.open();
  await page.goto(`${open.url}/`);
  expect(await page.getByLabel('API key').isVisible()).toBe(false);
});
