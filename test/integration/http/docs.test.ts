import { send } from '../../support/client.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { type Api, startApi } from '../../support/start-service.ts';

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

test('the API page may load only what this service serves', async () => {
  const page = await send(`${api.url}/docs`);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'; /);
  expect(page.headers.get('content-security-policy')).not.toMatch(/unsafe|https?:|\*/);
  expect(page.text).not.toMatch(/https?:|<style|<script>|\son\w+=|\sstyle=/);
  const named = [...page.text.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path);
  const loaded = [...new Set(named)].sort();
  expect(loaded).toEqual(['/admin/queues', '/docs/script.js', '/docs/style.css', '/openapi.json']);
  for (const path of loaded) expect((await send(api.url + path)).status).toBe(200);
  const script = await send(`${api.url}/docs/script.js`);
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(script.text).not.toMatch(/innerHTML|insertAdjacentHTML|document\.write|eval\(/);
});

test('openapi.json can be revalidated', async () => {
  const { headers, status } = await send(`${api.url}/openapi.json`);
  expect(status).toBe(200);
  const again = await send(`${api.url}/openapi.json`, {
    headers: { 'If-None-Match': headers.get('etag') ?? '' },
  });
  expect([again.status, again.text]).toEqual([304, '']);
});
