import { strip } from '../../../src/articles/annotate.ts';
import { sinaSpan } from '../../support/build.ts';
import { finished, post } from '../../support/client.ts';
import { startRedis } from '../../support/start-redis.ts';
import { startApi, startWorker } from '../../support/start-service.ts';

const PAGE = `<!DOCTYPE html>
<html><head><meta charset="gb2312"><title>长安汽车公告_新浪财经_新浪网</title></head><body>
<h1 class="main-title">长安汽车公告</h1>
<div class="date-source"><span class="date">2021年11月18日 23:21</span><a class="source">第一财经</a></div>
<div id="artibody"><p>重庆${sinaSpan('sz000625', '长安汽车')}股份有限公司公告。</p></div>
</body></html>
`;

test('a whole page is one article with its title, date and source, and is annotated in place', async () => {
  await using redis = await startRedis();
  await using api = await startApi(redis.url);
  await using _worker = await startWorker({ redisUrl: redis.url, quotesUrl: 'http://127.0.0.1:9' });
  const accepted = await post(api.url, 'text/html', PAGE);
  const { json } = await finished(api.url, accepted.json.id);
  expect(json.article).toMatchObject({
    title: '长安汽车公告',
    source: '第一财经',
    publishedAt: '2021-11-18T15:21:00.000Z',
    format: 'html',
  });
  const [mention] = json.mentions;
  expect(PAGE.slice(mention.start, mention.end)).toBe('长安汽车');
  expect(json.body).toContain('data-ticker="sz000625"');
  expect(strip(json.body)).toBe(PAGE);
});
