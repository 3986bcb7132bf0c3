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

test('the checked commands are those that SECURITY.md grants', () => {
  const granted = documentedAcl('x').flatMap((rule) => (rule.startsWith('+') ? [rule.slice(1)] : []));
  expect([...NEEDED_COMMANDS, 'exec', 'multi'].sort()).toEqual([...granted].sort());
});

test('the documented user lacks nothing, and the check executes nothing', async () => {
  expect(await missingPermissions(user)).toEqual([]);
  expect(await admin.dbsize()).toBe(0);
  expect(await user.ping()).toBe('PONG');
});

test.each(NEEDED_COMMANDS)('the check reports a user who may not run %s', async (command) => {
  await rulesOf(`-${command}`);
  expect(await missingPermissions(user)).toEqual([command]);
});

test('the check reports a user who may not run MULTI, and executes nothing', async () => {
  await rulesOf('-multi');
  expect(await missingPermissions(user)).toEqual(['multi']);
  expect(await admin.dbsize()).toBe(0);
});

test('the check reports a user who may not access the keys of the queue', async () => {
  await rulesOf('resetkeys', '~tickerspan:*');
  expect(await missingPermissions(user)).toEqual(expect.arrayContaining(['lpush', 'rpoplpush']));
});

test('the check does not mistake a full Redis for missing permissions', async () => {
  await admin.config('SET', 'maxmemory', '1');
  expect(await missingPermissions(user)).toEqual([]);
});

test('while a command is refused, /readyz is not ready, doctor reports a fault, and both name the command', async () => {
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
