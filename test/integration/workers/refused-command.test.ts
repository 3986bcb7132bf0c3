import { Redis } from 'ioredis';
import { createLogger } from '../../../src/logger.ts';
import { post } from '../../support/client.ts';
import { newWebhookSecret, startDeliveryWorker } from '../../support/start-delivery-worker.ts';
import { startReceiver } from '../../support/start-receiver.ts';
import { startRedis } from '../../support/start-redis.ts';
import { startApi, startWorker } from '../../support/start-service.ts';
import { until } from '../../support/until.ts';

const UNUSED_QUOTES_URL = 'http://127.0.0.1:1';

test.each(['evalsha', 'bzpopmin'])(
  'a worker whose Redis refuses %s logs it once, retries rarely, and continues once it is allowed',
  async (command) => {
    await using redis = await startRedis();
    const admin = new Redis(redis.url);
    await admin.acl('SETUSER', 'limited', 'on', '>secret', '~*', '&*', '+@all', `-${command}`);
    const lines: string[] = [];
    const logger = createLogger('info', 'test', { destination: { write: (line) => void lines.push(line) } });
    const secrets = [newWebhookSecret()];
    await using api = await startApi(redis.url, { webhooks: { secrets, allowPrivate: true } });
    await using _worker = await startWorker({ redisUrl: redis.url, quotesUrl: UNUSED_QUOTES_URL });
    await using receiver = await startReceiver();
    const body = JSON.stringify({ html: '<p>拒绝</p>', callbackUrl: receiver.url });
    await post(api.url, 'application/json', body);
    const limited = redis.url.replace('//', '//limited:secret@');
    await using _deliveries = await startDeliveryWorker(limited, { secrets, logger });
    const refusals = () => lines.filter((line) => line.includes('NOPERM'));
    await until('the refusal', () => refusals().length > 0);
    const refused = await until('some more refusals', async () => {
      const count = await rejectedCalls(admin, command);
      return count >= 3 && count;
    });
    expect(refused).toBeLessThan(100);
    expect(refusals()).toHaveLength(1);
    expect(receiver.received).toEqual([]);
    await admin.acl('SETUSER', 'limited', `+${command}`);
    await until('the webhook', () => receiver.received.length === 1);
    admin.disconnect();
  },
);

async function rejectedCalls(redis: Redis, command: string): Promise<number> {
  const stats = await redis.info('commandstats');
  return Number(new RegExp(`^cmdstat_${command}:.*rejected_calls=(\\d+)`, 'm').exec(stats)?.[1] ?? 0);
}
