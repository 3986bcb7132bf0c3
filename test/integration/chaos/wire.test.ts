import { Redis } from 'ioredis';
import type { KillStep } from '../../chaos/kill-steps.ts';
import { type Passenger, Wire } from '../../chaos/wire.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { until } from '../../support/until.ts';

let redis: RedisServer;
let direct: Redis;
let wire: Wire;
let client: Redis;
let deaths: number;

beforeEach(async () => {
  redis = await startRedis();
  direct = new Redis(redis.url);
  wire = new Wire(redis.port);
  deaths = 0;
  // A trap here kills only the client's connection.
  const passenger: Passenger = { role: 'worker', kill: () => void deaths++ };
  client = new Redis(await wire.portFor(passenger), '127.0.0.1', { maxRetriesPerRequest: 0 });
  client.on('error', () => {});
  await client.ping();
});

afterEach(async () => {
  client.disconnect();
  direct.disconnect();
  await wire.close();
  await redis[Symbol.asyncDispose]();
});

const step = (when: KillStep['when']): KillStep => ({
  name: 'test',
  role: 'worker',
  sentence: '',
  by: 'submit',
  when,
  matches: ({ name, keys }) => name === 'set' && keys[0] === 'wanted',
});

async function springTrap(when: KillStep['when']): Promise<void> {
  let sprung = 0;
  wire.arm({ step: step(when), onSprung: () => sprung++ });
  await client.set('other', '1');
  expect(sprung).toBe(0);
  void client.set('wanted', '1').catch(() => {});
  await until('the trap to be sprung', () => sprung === 1);
  expect(deaths).toBe(1);
}

test('a command that a process is killed before is not executed', async () => {
  await springTrap('before');
  expect(await direct.mget('other', 'wanted')).toEqual(['1', null]);
});

test('a command that a process is killed after is executed, and the process gets no reply', async () => {
  await springTrap('after');
  await until('Redis to have it', async () => (await direct.get('wanted')) === '1');
});

test('a trap for an article that is known by its title waits for that article', async () => {
  const id = `a_${'b'.repeat(26)}`;
  let sprung = 0;
  const about: { id?: string; title?: string } = { title: 'No. 7' };
  wire.arm({
    step: { ...step('after'), matches: ({ name }) => name === 'del' },
    about,
    onSprung: () => sprung++,
  });
  await client.del('something');
  await client.set(`tickerspan:{${id}}:record`, 'No. 7');
  expect(sprung).toBe(0);
  void client.del(`tickerspan:{${id}}:record`).catch(() => {});
  await until('the trap to be sprung', () => sprung === 1);
  expect(about.id).toBe(id);
});

test('replies keep the order of their requests while the network is slow and after it recovers', async () => {
  const ask = (from: number) =>
    Promise.all(Array.from({ length: 20 }, (_, index) => client.echo(String(from + index))));
  wire.set('pass', 30);
  const slow = ask(0);
  wire.set('pass');
  const fast = ask(20);
  const expected = Array.from({ length: 40 }, (_, index) => String(index));
  expect([...(await slow), ...(await fast)]).toEqual(expected);
});

test('a lost request is not executed, and a request whose reply is lost is', async () => {
  for (const [condition, stored] of [
    ['lose-requests', null],
    ['lose-answers', '1'],
  ] as const) {
    const { lost } = wire;
    wire.set(condition);
    const answer = client.set(condition, '1').then(
      () => 'answered',
      () => 'failed',
    );
    await until('it to be lost', () => wire.lost > lost);
    // The wire closes a connection that has lost data.
    wire.set('pass');
    expect(await answer).toBe('failed');
    expect(await direct.get(condition)).toBe(stored);
    await until('the client to be connected again', () => client.status === 'ready');
  }
});

test('delayed requests arrive once the fault is over', async () => {
  wire.set('hang');
  const answer = client.set('late', '1');
  expect(await direct.get('late')).toBeNull();
  wire.set('pass');
  expect(await answer).toBe('OK');
});
