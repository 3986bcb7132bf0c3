import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../setup/ports.mjs';
import { root } from '../setup/run-command.mjs';
import { untilAnswered } from '../setup/until-answered.mjs';
import { ensureRedisServer, startPrivateRedis } from '../setup.mjs';
import { buildContext } from './build-context.mjs';
import { parseDockerfile } from './dockerfile.mjs';
import { canContain, endContained, runProgram, startContained } from './processes.mjs';
import { replayStages } from './stages.mjs';

/** What the manifests give a worker as its command. */
const WORKER = ['node', 'dist/workers/main.js'];
const STOP_MS = 12_000;
const KEYS = 'replay:submit+read+operate:0123456789abcdef';

/**
 * @typedef {import('./stages.mjs').Replayed} Replayed
 * @typedef {import('./dockerfile.mjs').Stage} Stage
 * @typedef {{ name: string, words: readonly string[], port: 'PORT' | 'METRICS_PORT', paths: readonly string[] }} Role
 */

/** @param {string} text */
const say = (text) => console.log(text);

/** Builds, starts and stops the image as the Dockerfile says, and sets the exit code. */
export async function main() {
  const directory = mkdtempSync(join(tmpdir(), 'tickerspan-image-'));
  // Another user than ours runs what is in it.
  chmodSync(directory, 0o755);
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  try {
    await replay(directory);
    say('The image builds, starts, answers and stops.');
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

/** @param {string} directory */
async function replay(directory) {
  const stages = parseDockerfile(readFileSync(join(root, 'Dockerfile'), 'utf8'));
  const isInContext = buildContext(readFileSync(join(root, '.dockerignore'), 'utf8'));
  const image = await replayStages({ stages, context: root, isInContext, directory, say });
  const stage = /** @type {Stage} */ (stages.at(-1));
  requireSense(stage, image);
  await requireRefusal(stage, image);
  const redis = await startRedis(directory);
  try {
    for (const role of rolesOf(stage)) await live(role, { stage, image, directory, redisUrl: redis.url });
  } finally {
    await redis.stop();
  }
}

/**
 * @param {Stage} stage
 * @returns {Role[]}
 */
function rolesOf({ command = [] }) {
  return [
    {
      name: 'API',
      words: command,
      port: 'PORT',
      // The script is read from a file when it is asked for.
      paths: ['/livez', '/readyz', '/metrics', '/docs/script.js'],
    },
    { name: 'worker', words: WORKER, port: 'METRICS_PORT', paths: ['/livez', '/metrics'] },
  ];
}

/** @param {string} directory */
async function startRedis(directory) {
  const server = await ensureRedisServer({ say });
  const folder = join(directory, 'redis');
  mkdirSync(folder);
  return startPrivateRedis({ directory: folder, server });
}

/**
 * @param {Stage} stage
 * @param {Replayed} image
 */
function requireSense({ user, ports, healthcheck }, { env }) {
  if (user !== 'node') throw new Error('The image runs as root: USER node is missing.');
  if (!healthcheck) throw new Error('The image has no HEALTHCHECK.');
  if (ports.join() !== `${env.PORT},${env.METRICS_PORT}`)
    throw new Error(`EXPOSE ${ports.join(' ')} is not PORT and METRICS_PORT of ENV.`);
}

/**
 * In a container everybody can call, so the image must not start open.
 *
 * @param {Stage} stage
 * @param {Replayed} image
 */
async function requireRefusal({ command = [] }, image) {
  say('without API_KEYS');
  for (const words of [command, WORKER])
    if ((await runProgram(words, image)) !== 1)
      throw new Error(`${words.join(' ')} starts without API_KEYS.`);
}

/**
 * One role's life: it starts, answers, is found healthy, stops when it is asked to, and is found unhealthy.
 *
 * @param {Role} role
 * @param {{ stage: Stage, image: Replayed, directory: string, redisUrl: string }} options
 */
async function live({ name, words, port, paths }, { stage, image, directory, redisUrl }) {
  const contained = canContain();
  const ports = { PORT: String(await freePort()), METRICS_PORT: String(await freePort()) };
  const env = { ...image.env, ...ports, API_KEYS: KEYS, REDIS_URL: redisUrl };
  const place = { folder: image.folder, env };
  say(`${name}: ${words.join(' ')}${contained ? ', as process 1 and user 1000' : ''}`);
  const logFile = join(directory, `${name}.log`);
  const process = startContained({ name, words, place, logFile, contained });
  const health = () => runProgram(stage.healthcheck ?? [], place);
  try {
    for (const path of paths) {
      await untilAnswered(`http://127.0.0.1:${ports[port]}${path}`, process.child);
      say(`    ${path} answers`);
    }
    if (paths.includes('/livez') && (await health()) !== 0)
      throw new Error(`HEALTHCHECK fails while the ${name} runs.`);
    await endContained(process, STOP_MS);
  } finally {
    process.child.kill();
  }
  if ((await health()) === 0) throw new Error(`HEALTHCHECK still succeeds after the ${name} has ended.`);
  say('    HEALTHCHECK tells whether it runs; SIGTERM ends it with 0');
}
