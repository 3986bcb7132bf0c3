/**
 * `npm run check:image`: builds the image, then starts, asks and stops both of its roles. Without a
 * Docker engine it runs the Dockerfile's COPY and RUN steps in empty folders instead, and the roles
 * as the container would: as process 1, not as root.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describeLog, startChild } from './setup/child.mjs';
import { freePort } from './setup/ports.mjs';
import { root } from './setup/run-command.mjs';
import { untilAnswered } from './setup/until-answered.mjs';
import { ensureRedisServer, startPrivateRedis } from './setup.mjs';

const TAG = 'tickerspan:check';
const STOP_MS = 12_000;
const API_KEYS = 'check:submit+read+operate:0123456789abcdef';

const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8').replace(/ *\\\n */g, ' ');
const env = Object.fromEntries(
  field(/^ENV (.*)$/m)
    .split(' ')
    .map((pair) => pair.split('=')),
);
/** @type {string[]} */
const healthcheck = JSON.parse(field(/^HEALTHCHECK .*CMD (\[.*\])$/m));
/** @type {{ name: string, words: string[], port: 'PORT' | 'METRICS_PORT', paths: string[] }[]} */
const ROLES = [
  {
    name: 'api',
    words: JSON.parse(field(/^CMD (\[.*\])$/m)),
    port: 'PORT',
    // The API reads this script from a file when it is requested.
    paths: ['/livez', '/readyz', '/metrics', '/docs/script.js'],
  },
  {
    name: 'worker',
    words: ['node', 'dist/workers/main.js'],
    port: 'METRICS_PORT',
    paths: ['/livez', '/metrics'],
  },
];

/**
 * How to run a program of the image: in a container, or in a folder that has the image's files.
 *
 * @typedef {object} Runtime
 * @property {(name: string, settings: Record<string, string>) => string[]} start what stands before
 * the program's words
 * @property {(name: string, settings: Record<string, string>) => string[]} inside the same, for a
 * program beside a running one
 * @property {(pid: number) => number} pid of the program itself
 * @property {string} cwd
 */

const directory = mkdtempSync(join(tmpdir(), 'tickerspan-image-'));
process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

if (field(/^USER (.*)$/m) !== 'node') throw new Error('The image runs as root: USER node is missing.');
const hasEngine = spawnSync('docker', ['version'], { stdio: 'ignore' }).status === 0;
const runtime = hasEngine ? buildImage() : replaySteps();
for (const { name, words } of ROLES) requireKeys(name, words);
const redis = await startPrivateRedis({
  directory: join(directory, 'redis'),
  server: await ensureRedisServer({ say: console.log }),
});
try {
  for (const role of ROLES) await checkRole(role);
} finally {
  await redis.stop();
}
console.log('The image builds, and both roles start, answer and stop.');

/** @returns {Runtime} */
function buildImage() {
  run(['docker', 'build', '--tag', TAG, '.'], { cwd: root });
  return {
    start: (name, settings) => [
      ...['docker', 'run', '--rm', '--network', 'host', '--name', containerOf(name)],
      ...Object.entries(settings).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
      TAG,
    ],
    inside: (name) => ['docker', 'exec', containerOf(name)],
    // `docker run` passes signals on to the container.
    pid: (pid) => pid,
    cwd: root,
  };
}

/** @param {string} name */
function containerOf(name) {
  return `tickerspan-check-${name}-${process.pid}`;
}

/** @returns {Runtime} */
function replaySteps() {
  console.log('No Docker engine runs here; repeating the steps of the Dockerfile.');
  // Another user runs the programs.
  chmodSync(directory, 0o755);
  let folder = directory;
  for (const line of dockerfile.split('\n')) {
    const [, keyword, rest = ''] = /^(FROM|COPY|RUN) (.*)$/.exec(line) ?? [];
    if (keyword === 'FROM') {
      folder = join(directory, / AS (\w+)$/.exec(rest)?.[1] ?? 'image');
      mkdirSync(folder);
    }
    if (keyword === 'COPY') copy(rest, folder);
    if (keyword === 'RUN') run(['sh', '-c', rest], { cwd: folder, env: environmentForNpm() });
  }
  const user = ['--reuid', '1000', '--regid', '1000', '--clear-groups'];
  const contained = ['unshare', '--pid', '--fork', '--kill-child', 'setpriv', ...user];
  const canContain = spawnSync('unshare', [...contained.slice(1), 'true'], { stdio: 'ignore' }).status === 0;
  return {
    start: (_name, settings) => [...(canContain ? contained : []), ...environmentOf(settings)],
    inside: (_name, settings) => environmentOf(settings),
    pid: (pid) => (canContain ? onlyChildOf(pid) : pid),
    cwd: folder,
  };
}

/**
 * Runs one COPY. Paths of the image are relative to the folder, and no step copies to or from
 * outside of /app.
 *
 * @param {string} rest
 * @param {string} folder
 */
function copy(rest, folder) {
  const words = rest.split(' ');
  const stage = words[0]?.startsWith('--from=') ? words.shift()?.slice('--from='.length) : undefined;
  const target = words.pop() ?? '';
  for (const path of words) {
    if (!stage && !isInContext(path)) throw new Error(`COPY ${path}: .dockerignore leaves it out.`);
    const source = stage ? join(directory, stage, path.replace(/^\/app\//, '')) : join(root, path);
    const place = target.endsWith('/') ? join(folder, target, basename(path)) : join(folder, target);
    cpSync(source, place, { recursive: true, verbatimSymlinks: true });
  }
}

/** @param {string} path */
function isInContext(path) {
  return readFileSync(join(root, '.dockerignore'), 'utf8').split('\n').includes(`!${path}`);
}

/** npm must not see that another npm runs us, nor our own settings for Node. */
function environmentForNpm() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:npm_(?!config_)|NODE_)/.test(name)),
  );
}

/**
 * The command that gives a program the image's environment and nothing of ours.
 *
 * @param {Record<string, string>} settings
 */
function environmentOf(settings) {
  const variables = { PATH: process.env.PATH, ...env, ...settings };
  return ['env', '-i', ...Object.entries(variables).map(([name, value]) => `${name}=${value}`)];
}

/**
 * A container can be reached from outside, so no role may start without API keys.
 *
 * @param {string} name
 * @param {readonly string[]} words
 */
function requireKeys(name, words) {
  const [command = '', ...args] = [...runtime.start(name, {}), ...words];
  const { status } = spawnSync(command, args, { cwd: runtime.cwd, timeout: 20_000 });
  if (status !== 1) throw new Error(`The ${name} starts without API_KEYS (exit code ${status}).`);
}

/** @param {(typeof ROLES)[number]} role */
async function checkRole({ name, words, port, paths }) {
  const ports = { PORT: String(await freePort()), METRICS_PORT: String(await freePort()) };
  const settings = { ...ports, API_KEYS, REDIS_URL: redis.url };
  const [command = '', ...args] = [...runtime.start(name, settings), ...words];
  const child = startChild({
    name,
    command,
    args,
    cwd: runtime.cwd,
    logFile: join(directory, `${name}.log`),
  });
  const isHealthy = () => {
    const [program = '', ...rest] = [...runtime.inside(name, settings), ...healthcheck];
    return spawnSync(program, rest, { cwd: runtime.cwd, timeout: 20_000 }).status === 0;
  };
  try {
    for (const path of paths) await untilAnswered(`http://127.0.0.1:${ports[port]}${path}`, child);
    if (!isHealthy()) throw new Error(`HEALTHCHECK fails although the ${name} runs.`);
    process.kill(runtime.pid(child.pid), 'SIGTERM');
    const ending = await Promise.race([child.exited, delay(STOP_MS, 'still running', { ref: false })]);
    if (ending !== 'exit code 0') throw new Error(`After SIGTERM: ${ending}.\n${describeLog(child)}`);
  } finally {
    child.kill();
  }
  if (isHealthy()) throw new Error(`HEALTHCHECK succeeds although the ${name} has ended.`);
  console.log(`${name}: ${paths.join(', ')} answer; HEALTHCHECK is right; SIGTERM ends it with exit code 0`);
}

/**
 * @param {readonly string[]} words
 * @param {import('node:child_process').SpawnSyncOptions} options
 */
function run([command = '', ...args], options) {
  console.log(`$ ${[command, ...args].join(' ')}`);
  const { status } = spawnSync(command, args, { stdio: 'inherit', timeout: 10 * 60_000, ...options });
  if (status !== 0) throw new Error(`${command} ended with exit code ${status}.`);
}

/** @param {number} pid */
function onlyChildOf(pid) {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim());
}

/**
 * Reads one instruction of the last stage.
 *
 * @param {RegExp} pattern
 */
function field(pattern) {
  const [, value] = pattern.exec(dockerfile.slice(dockerfile.lastIndexOf('\nFROM '))) ?? [];
  if (value === undefined) throw new Error(`The last stage of the Dockerfile has no line like ${pattern}.`);
  return value;
}
