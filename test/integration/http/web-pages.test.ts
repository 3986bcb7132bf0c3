import { readdirSync } from 'node:fs';
import { send } from '../../support/client.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type Api, startApi } from '../../support/start-service.ts';

const PAGES = ['/', `/articles/a_${'b'.repeat(26)}`];
const scripts = readdirSync('src/web/browser').filter((name) => name.endsWith('.js'));

let redis: RedisServer;
let api: Api;

beforeAll(async () => {
  redis = await startRedis();
  api = await startApi(redis.url);
});

afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

test.each(PAGES)('%s loads only what this service serves, and may load nothing else', async (path) => {
  const page = await send(api.url + path);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  const policy = page.headers.get('content-security-policy');
  expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'; /);
  expect(policy).toContain("frame-ancestors 'none'; require-trusted-types-for 'script'");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  expect(page.text).not.toMatch(/https?:|<style|<script>|\son\w+=|\sstyle=/);
  for (const [, loaded] of page.text.matchAll(/(?:src|link rel="stylesheet" href)="(\/[^"]+)"/g))
    expect((await send(api.url + loaded)).status).toBe(200);
});

test('every module of the pages is served, and none writes text as markup', async () => {
  expect(scripts).toContain('playground.js');
  for (const name of scripts) {
    const script = await send(`${api.url}/web/${name}`);
    expect([name, script.status, script.headers.get('content-type')]).toEqual([
      name,
      200,
      'text/javascript; charset=utf-8',
    ]);
    expect(script.text).not.toMatch(
      /(?:innerHTML|outerHTML)\s*\+?=|insertAdjacentHTML|document\.write|eval\(/,
    );
  }
});

test('files of the pages can be revalidated', async () => {
  const { headers } = await send(`${api.url}/web/playground.js`);
  expect(headers.get('cache-control')).toBe('no-cache');
  const again = { headers: { 'If-None-Match': headers.get('etag') ?? '' } };
  expect(await send(`${api.url}/web/playground.js`, again)).toMatchObject({ status: 304, text: '' });
});

test.each(['tsconfig.json', '..%2fweb-files.ts', '%2e%2e/web-files.ts', 'playground.js.map', ''])(
  'other files are not served: /web/%s',
  async (name) => expect((await send(`${api.url}/web/${name}`)).status).toBe(404),
);

test('a page allows GET and HEAD only', async () => {
  const refused = await send(`${api.url}/`, { method: 'POST' });
  expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  expect((await send(`${api.url}/`, { method: 'HEAD' })).status).toBe(200);
});
