import { finished, post } from '../../support/client.ts';
import { cashtags, repeatedName, spans } from '../../support/heavy-articles.ts';
import { numbered, wholeFeed } from '../../support/many-articles.ts';
import { startRedis } from '../../support/start-redis.ts';
import { startApi, startWorker } from '../../support/start-service.ts';
import { until } from '../../support/until.ts';

test.each([
  ['cashtags', (serial: number) => cashtags(serial, 4000)],
  ['a repeated name', (serial: number) => repeatedName(serial, 40_000)],
  ['large', (serial: number) => spans(serial, 400) + '<p>正文</p>'.repeat(20_000)],
])('ordinary articles overtake heavy ones that were queued before them: %s', async (_, heavy) => {
  const many = 12;
  await using redis = await startRedis();
  await using api = await startApi(redis.url);
  const accept = async (body: string, type = 'text/html') => {
    const { status, json } = await post(api.url, type, body);
    expect(status).toBe(202);
    return json.id as string;
  };
  for (let serial = 0; serial < many; serial++) await accept(heavy(serial));
  const ordinary: string[] = [];
  for (let serial = 0; serial < 10; serial++) ordinary.push(await accept(numbered(serial), 'text/markdown'));
  await using _worker = await startWorker({
    redisUrl: redis.url,
    quotesUrl: 'http://127.0.0.1:9',
    concurrency: 16,
  });
  const feed = await until('all to be enriched', async () => {
    // A busy API may answer 503.
    const ids = await wholeFeed(api.url).catch((): readonly string[] => []);
    return ids.length === many + ordinary.length && ids;
  });
  const last = Math.max(...ordinary.map((id) => feed.indexOf(id)));
  // Some heavy articles may be in the feed before the last ordinary one, but fewer than half.
  expect(last).toBeLessThan(ordinary.length + many / 2);
  for (const id of feed) expect((await finished(api.url, id)).json.status).toBe('enriched');
});
