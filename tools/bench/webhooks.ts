/**
 * `npm run bench:webhooks [-- --seconds 15] [--load dns,switching,…] [--dist dist]`: measures how
 * soon webhooks arrive while others are slow. It posts each load to a new API, then posts an
 * article every second whose receiver answers, and repeats this after it has killed and restarted
 * the worker. Prints the 95th percentile of the time until those webhooks arrived, and the highest
 * memory of the worker. Exits with 1 if a webhook did not arrive within 3 s.
 *
 * `--dist` names the build to measure, to compare two versions. The load `dns` needs root, for a
 * name server at port 53 and its own `resolv.conf`.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { post } from '../../test/support/client.ts';
import { newWebhookSecret } from '../../test/support/start-delivery-worker.ts';
import { originOf, originsAt, startCommand, UNREACHABLE_URL } from '../../test/support/start-process.ts';
import { startReceiver } from '../../test/support/start-receiver.ts';
import { startRedis } from '../../test/support/start-redis.ts';
import { startSocketReceiver } from '../../test/support/start-socket-receiver.ts';

const TARGET_MS = 3000;
const GIVE_UP_MS = 30_000;
const LOADS = ['none', 'dns', 'switching', 'hanging-5', 'hanging-50', 'large'] as const;
type Load = (typeof LOADS)[number];

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '15' },
    load: { type: 'string' },
    dist: { type: 'string', default: 'dist' },
    help: { type: 'boolean' },
  },
});
const seconds = Number(values.seconds);
const loads = values.load ? LOADS.filter((load) => values.load?.split(',').includes(load)) : LOADS;
if (values.help || !(seconds > 0) || loads.length === 0) {
  console.log(`usage: npm run bench:webhooks [-- --seconds 15] [--load ${LOADS.join(',')}] [--dist dist]`);
  process.exit(values.help ? 0 : 2);
}

const SILENT_SERVER = '127.0.0.53';
const directory = await mkdtemp(join(tmpdir(), 'tickerspan-bench-'));
const resolvConf = join(directory, 'resolv.conf');
await writeFile(resolvConf, `nameserver ${SILENT_SERVER}\n`);

let serial = 0;
const submit = (origin: string, callbackUrl: string, html = `<p>第${serial++}号快讯。</p>`) =>
  post(origin, 'application/json', JSON.stringify({ html, callbackUrl }));

/** 50 KB with ten thousand mentions. */
function largeArticle(number: number): string {
  const code = (at: number) =>
    [at / 676, at / 26, at].map((part) => String.fromCharCode(65 + (Math.floor(part) % 26))).join('');
  return `<p>${number} ${Array.from({ length: 10_000 }, (_, at) => `$${code(at)}`).join(' ')}</p>`;
}

/** Posts the articles with slow deliveries. */
async function hold(
  load: Load,
  origin: string,
  ports: { hanging: number; switching: number },
): Promise<void> {
  if (load === 'dns')
    for (let name = 0; name < 60; name++) await submit(origin, `http://silent${name}.example/`);
  if (load === 'switching')
    for (let host = 1; host <= 32; host++)
      await submit(origin, `http://127.0.2.${Math.ceil(host / 8)}:${ports.switching}/${host}`);
  const hosts = Number(/^hanging-(\d+)$/.exec(load)?.[1] ?? 0);
  if (hosts > 0)
    for (let sent = 0; sent < 300; sent++)
      await submit(origin, `http://127.0.3.${1 + (sent % hosts)}:${ports.hanging}/${sent}`);
  if (load === 'large')
    for (let sent = 0; sent < 300; sent++)
      await submit(origin, `http://127.0.4.1:${ports.hanging}/${sent}`, largeArticle(sent % 3));
}

/** The highest memory of a process so far, in MiB. */
async function peakOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
}

/**
 * How long webhooks to a receiver that answers took, in milliseconds, sorted. Missing ones count as
 * {@link GIVE_UP_MS}.
 */
async function probe(origin: string): Promise<readonly number[]> {
  await using receiver = await startReceiver('127.0.0.1');
  const arrivals = new Map<string, number>();
  receiver.answer(({ path }) => {
    arrivals.set(path, performance.now());
    return 204;
  });
  const begun = new Map<string, number>();
  for (let second = 0; second < seconds; second++) {
    const path = `/live/${serial}`;
    begun.set(path, performance.now());
    await submit(origin, receiver.url + path);
    await delay(1000);
  }
  const giveUpAt = performance.now() + GIVE_UP_MS;
  while (arrivals.size < begun.size && performance.now() < giveUpAt) await delay(100);
  return [...begun].map(([path, at]) => (arrivals.get(path) ?? at + GIVE_UP_MS) - at).sort((a, b) => a - b);
}

const inMilliseconds = (times: readonly number[]) =>
  `p95 ${Math.round(times[Math.ceil(times.length * 0.95) - 1] ?? 0)} ms, worst ${Math.round(times.at(-1) ?? 0)} ms`;

async function run(load: Load): Promise<boolean> {
  await using redis = await startRedis();
  await using hanging = await startSocketReceiver(() => {});
  await using switching = await startSocketReceiver(
    (socket) => void socket.resume().write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n'),
  );
  const names = createSocket('udp4');
  if (load === 'dns') {
    names.bind(53, SILENT_SERVER);
    await once(names, 'listening');
  }
  const settings = {
    REDIS_URL: redis.url,
    PORT: '0',
    WEBHOOK_SECRET: newWebhookSecret(),
    WEBHOOK_ALLOW_PRIVATE: 'true',
    ...originsAt(UNREACHABLE_URL),
  };
  const start = (program: string, readyMessage: string) => {
    const command = load === 'dns' ? 'unshare' : process.execPath;
    const script = `mount --bind ${resolvConf} /etc/resolv.conf && exec ${process.execPath} ${program}`;
    const args = load === 'dns' ? ['--mount', 'sh', '-c', script] : [program];
    return startCommand(command, args, { env: settings, readyMessage });
  };
  await using api = await start(`${values.dist}/src/server.js`, 'listening');
  const origin = originOf(api);
  const times: (readonly number[])[] = [];
  let peak = 0;
  for (const life of [0, 1]) {
    await using worker = await start(`${values.dist}/workers/main.js`, 'worker ready');
    if (life === 0) await hold(load, origin, { hanging: hanging.port, switching: switching.port });
    times.push(await probe(origin));
    peak = Math.max(peak, await peakOf(worker.pid));
  }
  if (load === 'dns') names.close();
  const isGood = times.every((life) => (life.at(-1) ?? 0) <= TARGET_MS);
  console.log(
    `${isGood ? 'ok  ' : 'BAD '} ${load.padEnd(10)} ${inMilliseconds(times[0] ?? [])}; ` +
      `after a restart ${inMilliseconds(times[1] ?? [])}; worker at most ${Math.round(peak)} MiB`,
  );
  return isGood;
}

let areGood = true;
for (const load of loads) areGood = (await run(load)) && areGood;
process.exitCode = areGood ? 0 : 1;
