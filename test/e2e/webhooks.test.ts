import { Webhook } from 'standardwebhooks';
import { post, send } from '../support/client.ts';
import { newWebhookSecret } from '../support/start-delivery-worker.ts';
import { startApiProcess, startWorkerProcess } from '../support/start-process.ts';
import { startReceiver } from '../support/start-receiver.ts';
import { freePort, startRedis } from '../support/start-redis.ts';
import { until } from '../support/until.ts';

test('a worker that is asked to stop exits 0 without waiting for a webhook in flight, and another delivers it', async () => {
  await using redis = await startRedis();
  await using receiver = await startReceiver();
  const port = await freePort();
  const secret = newWebhookSecret();
  const env = { WEBHOOK_SECRET: secret, WEBHOOK_ALLOW_PRIVATE: 'true', SHUTDOWN_GRACE_MS: '2000' };
  await using _api = await startApiProcess(redis.url, port, env);
  await using first = await startWorkerProcess(redis.url, 'http://127.0.0.1:9', env);
  const url = `http://127.0.0.1:${port}`;
  receiver.answer(() => 'hang');
  const body = JSON.stringify({ html: '<p>交接</p>', callbackUrl: `${receiver.url}/?token=hunter2` });
  const { id } = (await post(url, 'application/json', body)).json;
  await until('the first attempt', () => receiver.received.length === 1);
  expect(await first.end('SIGTERM')).toBe(0);
  // It exited before the attempt could fail after 15 seconds.
  expect(first.log.join('')).not.toContain('webhook not delivered');

  receiver.answer(() => 204);
  await using second = await startWorkerProcess(redis.url, 'http://127.0.0.1:9', env);
  const webhook = await until('the second attempt', () => receiver.received[1]);
  const message = new Webhook(secret).verify(webhook.body, webhook.headers as Record<string, string>);
  expect(message).toMatchObject({ type: 'article.enriched', data: { id } });
  expect(webhook.headers['webhook-id']).toBe(receiver.received[0]?.headers['webhook-id']);
  await until('the count', async () => (await send(`${url}/v1/webhooks`)).json.endpoints[0]?.delivered === 1);
  expect([...first.log, ...second.log].join('')).not.toMatch(/hunter2|whsec_/);
});
