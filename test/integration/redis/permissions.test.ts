import { Redis } from 'ioredis';
import { examineRedis } from '../../../src/operations/examine-redis.ts';
import { missingPermissions, NEEDED_COMMANDS } from '../../../src/redis/permissions.ts';
import { send } from '../../support/client.ts';
import { documentedAcl } from '../../support/documented-acl.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { startApi } from '../../support/start-service.ts';

let server: RedisServer;
let admin: Redis;
let user: Redis;

const rulesOf = (...rules: readonly string[]) => admin.acl('SETUSER', 'tickerspan', ...rules);

beforeEach(async () => {
  server = await startRedis();
  admin = new Redis(server.url);
  await rulesOf(...documentedAcl('secret'));
  user = new Redis(server.url.replace('//', '//tickerspan:secret@'));
});

afterEach(async () => {
  admin.disconnect();
  user.disconnect();
  await server[Symbol.asyncDispose]();
});

test('the commands that are looked for are those that SECURITY.md grants', () => {
  const granted = documentedAcl('x').flatMap((rule) => (rule.startsWith('+') ? [rule.slice(1)] : []));
  expect([...NEEDED_COMMANDS, 'exec', 'multi'].sort()).toEqual([...granted].sort());
});

test('the documented user misses nothing, and looking for it executes nothing', async () => {
  expect(await missingPermissions(user)).toEqual([]);
  expect(await admin.dbsize()).toBe(0);
  expect(await user.ping()).toBe('PONG');
});

test.each(NEEDED_COMMANDS)('a user who may not run %s is found out', async (command) => {
  await rulesOf(`-${command}`);
  expect(await missingPermissions(user)).toEqual([command]);
});

test('a user who may not run MULTI is found out, and nothing is executed', async () => {
  await rulesOf('-multi');
  expect(await missingPermissions(user)).toEqual(['multi']);
  expect(await admin.dbsize()).toBe(0);
});

test('a user who may not touch the keys of the queue is found out', async () => {
  await rulesOf('resetkeys', '~tickerspan:*');
  expect(await missingPermissions(user)).toEqual(expect.arrayContaining(['lpush', 'rpoplpush']));
});

test('a full Redis is not taken for missing permissions', async () => {
  await admin.config('SET', 'maxmemory', '1');
  expect(await missingPermissions(user)).toEqual([]);
});

test('/readyz is not ready and doctor finds a fault while a command is refused, and both name it', async () => {
  await using api = await startApi(server.url.replace('//', '//tickerspan:secret@'));
  expect((await send(`${api.url}/readyz`)).status).toBe(200);
  await rulesOf('-xadd');
  expect(await send(`${api.url}/readyz`)).toMatchObject({
    status: 503,
    json: { status: 'not ready', redis: 'reachable, but its user may not run xadd' },
  });
  expect(await examineRedis(user, Date.now)).toContainEqual({
    part: 'redis user',
    state: 'fault',
    detail: expect.stringMatching(/may not run xadd: .*\+xadd/),
  });
});
