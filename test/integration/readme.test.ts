import { readFileSync } from 'node:fs';
import { startExchange } from '../../tools/simulator/exchange.ts';
import { send } from '../support/client.ts';
import { startRedis } from '../support/start-redis.ts';
import { startApi, startWorker } from '../support/start-service.ts';

const readme = readFileSync('README.md', 'utf8');

test('the request in README returns the result in README, with the prices of the day', async () => {
  const html = /--data '(.*)'$/m.exec(readme)?.[1] ?? '';
  const shown = JSON.parse(/<!-- result -->\n```json\n([\s\S]*?)\n```/.exec(readme)?.[1] ?? '');
  await using redis = await startRedis();
  await using exchange = await startExchange();
  await using api = await startApi(redis.url, { quotesUrl: exchange.url });
  await using _worker = await startWorker({ redisUrl: redis.url, quotesUrl: exchange.url });
  const { status, json } = await send(`${api.url}/v1/articles`, {
    method: 'POST',
    headers: { 'Content-Type': 'text/html', Prefer: 'wait=30' },
    body: html,
  });
  expect(status).toBe(200);
  expect(withoutPrices(json)).toMatchObject(withoutPrices(shown));
});

/** Removes prices, which change. README shows only the first sentence of the evidence. */
function withoutPrices({ id, status, mentions, companies }: Shown) {
  return {
    ...{ id, status },
    mentions: mentions.map(({ evidence: [first], ...rest }) => ({
      ...rest,
      evidence: typeof first === 'string' ? first : first?.detail,
    })),
    companies: companies.map(({ quote, ...rest }) => ({ ...rest, currency: quote.currency })),
  };
}

interface Shown {
  readonly id: string;
  readonly status: string;
  readonly mentions: readonly { readonly evidence: readonly (string | { readonly detail: string })[] }[];
  readonly companies: readonly { readonly quote: { readonly currency: string } }[];
}
