/** `npm run check:metrics`: checks with promtool what the API and a worker serve at /metrics. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild, stopChild } from './setup/child.mjs';
import { freePort } from './setup/ports.mjs';
import { root } from './setup/run-command.mjs';
import { untilAnswered } from './setup/until-answered.mjs';
import { ensureBuild, ensureRedisServer, startPrivateRedis } from './setup.mjs';

const STOP_MS = 12_000;
/** Nothing listens on this port, so every request to a provider fails at once. */
const NOWHERE = 'http://127.0.0.1:9';
const PROVIDERS = {
  TENCENT_QUOTE_URL: NOWHERE,
  SINA_QUOTE_URL: NOWHERE,
  EASTMONEY_QUOTE_URL: NOWHERE,
  TENCENT_HISTORY_URL: NOWHERE,
  EASTMONEY_HISTORY_URL: NOWHERE,
};

/** @param {string} text */
const say = (text) => console.log(text);

const directory = mkdtempSync(join(tmpdir(), 'tickerspan-metrics-'));
process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
await ensureBuild({ say });
const redis = await startPrivateRedis({ directory, server: await ensureRedisServer({ say }) });
await check(directory, redis.url).finally(() => redis.stop());
say('promtool accepts all metrics.');

/**
 * @param {string} directory
 * @param {string} redisUrl
 */
async function check(directory, redisUrl) {
  const ports = { PORT: String(await freePort()), METRICS_PORT: String(await freePort()) };
  const env = { PATH: process.env.PATH, LOG_LEVEL: 'error', REDIS_URL: redisUrl, ...ports, ...PROVIDERS };
  /** @param {string} name @param {string} program */
  const start = (name, program) =>
    startChild({ name, args: [program], cwd: root, env, logFile: join(directory, `${name}.log`) });
  const api = start('API', 'dist/src/server.js');
  const worker = start('worker', 'dist/workers/main.js');
  const apiUrl = `http://127.0.0.1:${ports.PORT}`;
  const workerUrl = `http://127.0.0.1:${ports.METRICS_PORT}`;
  try {
    await untilAnswered(`${apiUrl}/readyz`, api);
    await untilAnswered(`${workerUrl}/metrics`, worker);
    await submit(apiUrl);
    await lint('API', `${apiUrl}/metrics`);
    await lint('worker', `${workerUrl}/metrics`);
  } finally {
    await Promise.all([api, worker].map((child) => stopChild(child, { deadlineMs: STOP_MS })));
  }
}

/**
 * Submits an article, because a metric with labels has no sample before it is first counted.
 *
 * @param {string} url of the API
 */
async function submit(url) {
  const answer = await fetch(`${url}/v1/articles`, {
    method: 'POST',
    headers: { 'Content-Type': 'text/markdown', Prefer: 'wait=20' },
    body: readFileSync(join(root, 'examples', 'post.md')),
  });
  await answer.body?.cancel();
  if (answer.status !== 200) throw new Error(`The example was not enriched: ${answer.status}.`);
}

/**
 * @param {string} name
 * @param {string} url
 */
async function lint(name, url) {
  const text = await (await fetch(url)).text();
  const { status, error, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text });
  if (error) throw new Error(`promtool does not run (Debian: apt-get install prometheus): ${error.message}`);
  const output = `${stdout}${stderr}`.trim();
  const families = text.match(/^# TYPE /gm)?.length ?? 0;
  if (status !== 0 || output !== '')
    throw new Error(`promtool rejects the ${name}'s metrics (exit code ${status}):\n${output}`);
  if (families === 0) throw new Error(`${url} serves no metrics.`);
  say(`${name}: ${families} metrics`);
}
