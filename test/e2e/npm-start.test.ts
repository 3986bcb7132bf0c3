import { Redis } from 'ioredis';
import { originsAt, startNpmScript, UNREACHABLE_URL } from '../support/start-process.ts';
import { startRedis } from '../support/start-redis.ts';
import { until } from '../support/until.ts';

test.each([
  ['start', 'listening'],
  ['start:worker', 'worker ready'],
])(
  'a SIGTERM to npm run %s stops node cleanly and leaves no process running',
  async (script, readyMessage) => {
    await using redis = await startRedis();
    const env = { REDIS_URL: redis.url, PORT: '0', ...originsAt(UNREACHABLE_URL) };
    await using npm = await startNpmScript(script, { env, readyMessage });
    const commands = new Redis(redis.url);
    const clients = async () =>
      String(await commands.call('CLIENT', 'LIST', 'TYPE', 'normal'))
        .trim()
        .split('\n').length;
    try {
      expect(await clients()).toBeGreaterThan(1);
      expect(await npm.end('SIGTERM')).toBe(0);
      await until('its connections to be gone', async () => (await clients()) === 1);
    } finally {
      commands.disconnect();
    }
  },
);
