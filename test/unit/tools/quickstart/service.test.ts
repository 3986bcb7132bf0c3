import { parseAddress } from '../../../../tools/quickstart/redis.mjs';
import { serviceEnvironment } from '../../../../tools/quickstart/service.mjs';

const ours = { port: 8081, redisUrl: 'redis://127.0.0.1:7000', settings: {} };

test('the service listens on loopback, on the chosen port, with the chosen Redis and quotes', () => {
  const settings = { SINA_QUOTE_URL: 'http://127.0.0.1:1' };
  const env = { PATH: '/bin', HOST: '0.0.0.0', PORT: '80', SINA_QUOTE_URL: 'https://example.com' };
  expect(serviceEnvironment({ ...ours, env, settings })).toMatchObject({
    PATH: '/bin',
    HOST: '127.0.0.1',
    PORT: '8081',
    REDIS_URL: 'redis://127.0.0.1:7000',
    SINA_QUOTE_URL: 'http://127.0.0.1:1',
    LOG_LEVEL: 'warn',
  });
});

test('keeps LOG_LEVEL, and drops what would override REDIS_URL or require a key', () => {
  const env = {
    LOG_LEVEL: 'debug',
    REDIS_SENTINELS: 'a:1',
    REDIS_CLUSTER_NODES: 'b:2',
    API_KEYS: 'c:read:d',
  };
  const environment = serviceEnvironment({ ...ours, env });
  expect(environment.LOG_LEVEL).toBe('debug');
  expect(Object.keys(environment)).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/SENTINEL|CLUSTER|API_KEYS/)]),
  );
});

test('a cache Redis applies only together with its REDIS_URL', () => {
  const env = { REDIS_CACHE_URL: 'redis://127.0.0.1:7001' };
  expect(serviceEnvironment({ ...ours, env }).REDIS_CACHE_URL).toBeUndefined();
  const named = { ...env, REDIS_URL: ours.redisUrl };
  expect(serviceEnvironment({ ...ours, env: named }).REDIS_CACHE_URL).toBe('redis://127.0.0.1:7001');
});

test.each([
  ['redis://user:secret@redis.example:6380/2', { host: 'redis.example', port: 6380 }],
  ['rediss://redis.example', { host: 'redis.example', port: 6379 }],
  ['redis://[::1]:7000', { host: '::1', port: 7000 }],
  ['unix:///run/redis.sock', { path: '/run/redis.sock' }],
  ['/run/redis.sock', { path: '/run/redis.sock' }],
])('finds the address in %s', (text, address) => {
  expect(parseAddress(text)).toEqual(address);
});

test.each(['127.0.0.1:6379', 'http://127.0.0.1', 'redis'])('refuses %s as REDIS_URL', (text) => {
  expect(() => parseAddress(text)).toThrow('REDIS_URL must look like');
});
