import { type Site, startSite } from '../support/start-site.ts';

const secret = 'a-secret-of-16-letters';

let site: Site;

beforeAll(async () => {
  site = await startSite({ keys: [{ name: 'operator', scopes: ['operate'], secret }] });
});

afterAll(() => site[Symbol.asyncDispose]());

test('the dashboard accepts a key as the password that the browser asks for', async () => {
  const { page, requests, complaints } = await site.open({
    httpCredentials: { username: 'anyone', password: secret },
  });
  const answer = await page.goto(`${site.url}/admin/queues`);
  expect(answer?.status()).toBe(200);
  await page.getByRole('link', { name: 'enrichment' }).first().waitFor();
  expect(requests.filter((url) => !url.startsWith(site.url))).toEqual([]);
  expect(complaints.filter((text) => text.includes('fonts'))).toEqual([]);
});
