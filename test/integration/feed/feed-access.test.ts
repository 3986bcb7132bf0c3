import { send } from '../../support/client.ts';
import { startRedis } from '../../support/start-redis.ts';
import { startApi } from '../../support/start-service.ts';

const keys = [
  { name: 'scraper', scopes: ['submit' as const], secret: 'submit-secret-0001' },
  { name: 'reader', scopes: ['read' as const], secret: 'read-secret-00001' },
];

test('the scope read allows following the feed, and submit allows refreshing and deleting', async () => {
  await using redis = await startRedis();
  await using api = await startApi(redis.url, { keys });
  const article = `/v1/articles/a_${'a'.repeat(26)}`;
  const calls = [
    ['GET', '/v1/articles'],
    ['POST', `${article}/refresh`],
    ['DELETE', article],
  ] as const;
  const statuses = await Promise.all(
    calls.map(([method, path]) =>
      Promise.all(
        keys.map(async ({ secret }) => {
          const headers = { Authorization: `Bearer ${secret}` };
          return (await send(`${api.url}${path}`, { method, headers })).status;
        }),
      ),
    ),
  );
  expect(statuses).toEqual([
    [403, 200],
    [404, 403],
    [404, 403],
  ]);
});
