import { openApiDocument } from '../../../src/http/openapi/document.ts';
import { type OpenApi, openApiChecker } from '../../support/open-api-checker.ts';
import { startRedis } from '../../support/start-redis.ts';
import { startApi } from '../../support/start-service.ts';

/** What is no call: pages for people, and what they load. */
const PAGES = ['get /', 'get /articles/{id}'];
const isAsset = (route: string): boolean => /^get \/(?:docs|web)\/[\w.-]+$/.test(route);

test('every route is a call that the document lists, or of a page', async () => {
  await using redis = await startRedis();
  await using api = await startApi(redis.url);
  const { operations } = openApiChecker(openApiDocument() as OpenApi);
  const routes = api.routes.map((route) => route.replace(/:(\w+)/g, '{$1}'));
  expect(routes).toContain('post /v1/articles');
  const known = [...operations.keys(), ...PAGES];
  expect(routes.filter((route) => !known.includes(route) && !isAsset(route))).toEqual([]);
  // The dashboard is mounted as an app of its own.
  const calls = [...operations.keys()].filter((call) => call !== 'get /admin/queues');
  expect(calls.filter((call) => !routes.includes(call))).toEqual([]);
  expect(PAGES.filter((page) => operations.has(page))).toEqual([]);
});
