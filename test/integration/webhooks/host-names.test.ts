import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createResolver, type HostNameOptions, NameTimeout } from '../../../src/webhooks/host-names.ts';
import { sendWebhook } from '../../../src/webhooks/send-webhook.ts';
import { type NameServer, startNameServer } from '../../support/start-name-server.ts';
import { type Receiver, startReceiver } from '../../support/start-receiver.ts';

let names: NameServer;
let receiver: Receiver;
let directory: string;

beforeEach(async () => {
  [names, receiver] = await Promise.all([startNameServer(), startReceiver()]);
  directory = await mkdtemp(join(tmpdir(), 'tickerspan-names-'));
});

afterEach(async () => {
  await names[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

const resolver = (options: Partial<HostNameOptions> = {}) =>
  createResolver({
    allowPrivate: false,
    servers: [names.address],
    hostsFile: join(directory, 'hosts'),
    resolvConf: join(directory, 'resolv.conf'),
    timeoutMs: 30_000,
    ...options,
  });

const v4 = (address: string) => ({ address, family: 4 });
const v6 = (address: string) => ({ address, family: 6 });

test('a name resolves to its addresses of both families, IPv4 first, even through an alias', async () => {
  const addresses = ['2606:4700:0:0:0:0:0:1111', '93.184.215.14', '93.184.215.15'];
  const expected = [v4('93.184.215.14'), v4('93.184.215.15'), v6('2606:4700::1111')];
  names.answer(() => ({ addresses }));
  expect(await resolver()('receiver.example')).toEqual(expected);
  names.answer(() => ({ addresses, alias: 'real.example' }));
  expect(await resolver()('alias.example')).toEqual(expected);
});

test('an unknown name and a name without an address have different errors', async () => {
  await expect(resolver()('nobody.example')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  names.answer(() => ({ addresses: [] }));
  await expect(resolver()('empty.example')).rejects.toMatchObject({ code: 'ENODATA' });
});

test('a name server that answers for one family only is enough', async () => {
  names.answer(() => ({ addresses: ['93.184.215.14'], silentFor: 6 }));
  expect(await resolver()('old.example')).toEqual([v4('93.184.215.14')]);
  names.answer(() => ({ addresses: ['2606:4700:0:0:0:0:0:1111'], silentFor: 4 }));
  expect(await resolver()('new.example')).toEqual([v6('2606:4700::1111')]);
});

test('a lookup with a silent name server times out, and is not repeated for a while', async () => {
  names.answer((name) => (name === 'live.example' ? { addresses: ['93.184.215.14'] } : 'silence'));
  const resolve = resolver({ timeoutMs: 1500 });
  await expect(resolve('silent.example')).rejects.toThrow(NameTimeout);
  const asked = names.asked.length;
  await expect(resolve('SILENT.example.')).rejects.toThrow(NameTimeout);
  expect(names.asked).toHaveLength(asked);
  expect(await resolve('live.example')).toEqual([v4('93.184.215.14')]);
});

test('a hundred lookups with silent name servers delay no other lookup and no file access', async () => {
  names.answer((name) => (name === 'live.example' ? { addresses: ['93.184.215.14'] } : 'silence'));
  const resolve = resolver({ timeoutMs: 20_000 });
  const ended: string[] = [];
  const silent = Array.from({ length: 100 }, (_, number) =>
    resolve(`silent${number}.example`).catch(() => ended.push('silent')),
  );
  expect(await resolve('live.example')).toEqual([v4('93.184.215.14')]);
  // Reading a file needs a thread of the pool that getaddrinfo would occupy.
  await writeFile(join(directory, 'file'), '');
  expect(ended).toEqual([]);
  names.answer(() => 'unknown');
  await Promise.all(silent);
});

test('the hosts file comes first, ignores case, and may have comments', async () => {
  const hosts =
    '127.0.0.7 web.internal web # old.internal\n# 127.0.0.8 gone.internal\n::7\tWEB.internal\nx y\n';
  await writeFile(join(directory, 'hosts'), hosts);
  names.answer(() => 'unknown');
  const resolve = resolver();
  expect(await resolve('Web.Internal.')).toEqual([v4('127.0.0.7'), v6('::7')]);
  expect(await resolve('web')).toEqual([v4('127.0.0.7')]);
  expect(names.asked).toEqual([]);
  for (const name of ['old.internal', 'gone.internal', 'y'])
    await expect(resolve(name)).rejects.toMatchObject({ code: 'ENOTFOUND' });
});

test('localhost is always the loopback address', async () => {
  names.answer(() => ({ addresses: ['93.184.215.14'] }));
  for (const name of ['localhost', 'a.localhost', 'LOCALHOST.'])
    expect(await resolver()(name)).toEqual([v4('127.0.0.1'), v6('::1')]);
});

test('if private addresses are allowed, names are completed by the search list, as in Kubernetes', async () => {
  await writeFile(join(directory, 'resolv.conf'), 'search shop.svc.cluster.local svc.cluster.local\n');
  names.answer((name) => (name === 'hooks.shop.svc.cluster.local' ? { addresses: ['10.1.2.3'] } : 'unknown'));
  const resolve = resolver({ allowPrivate: true });
  for (const name of ['hooks', 'hooks.shop', 'hooks.shop.svc.cluster.local'])
    expect(await resolve(name)).toEqual([v4('10.1.2.3')]);
  await expect(resolve('hooks.')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  await expect(resolver()('hooks')).rejects.toMatchObject({ code: 'ENOTFOUND' });
});

test.each([
  [['127.0.0.1']],
  [['0:0:0:0:0:0:0:1']],
  [['93.184.215.14', '10.0.0.1']],
  [['93.184.215.14', '0:0:0:0:0:ffff:7f00:1']],
])('nothing is sent to a name that resolves to %j', async (addresses) => {
  names.answer(() => ({ addresses }));
  const message = () => Promise.reject(new Error('read'));
  const options = {
    allowPrivate: false,
    ports: [receiver.port],
    resolve: resolver(),
    timeoutMs: 5000,
    signal: new AbortController().signal,
    now: () => new Date(),
  };
  const attempt = await sendWebhook({ url: `http://rebound.example:${receiver.port}/`, message }, options);
  expect(attempt).toMatchObject({ outcome: 'refused', reason: expect.stringMatching(/public internet/) });
  expect(receiver.connections).toBe(0);
});
