import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from '../setup/run-command.mjs';
import { ensureBuild, ensureDependencies, ensureRedisServer } from '../setup.mjs';
import { selects, withoutBrowser } from './selection.mjs';

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM']);

/**
 * Sets up what the selected tests need, runs them and sets the exit code.
 *
 * @param {readonly string[]} args Jest's
 */
export async function main(args) {
  try {
    const chosen = withoutBrowser(args);
    process.exitCode = await runJest(chosen, await prepare(chosen));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

/**
 * Sets up the parts that the selected tests need.
 *
 * @param {readonly string[]} args
 * @returns {Promise<Record<string, string>>} environment variables for the tests
 */
async function prepare(args) {
  const say = (/** @type {string} */ text) => console.log(`[set-up] ${text}`);
  await ensureDependencies({ say });
  if (selects(args, ['e2e'])) await ensureBuild({ say });
  if (!selects(args, ['integration', 'e2e', 'browser'])) return {};
  // Tests need the path, because the program may be valkey-server.
  return { REDIS_SERVER: await ensureRedisServer({ say }) };
}

/**
 * @param {readonly string[]} args
 * @param {Record<string, string>} settings
 * @returns {Promise<number>} Jest's exit code
 */
function runJest(args, settings) {
  // Nothing may depend on the machine's time zone. Run the tests in one that is neither UTC nor
  // near any exchange's zone.
  const env = { TZ: 'America/St_Johns', ...process.env, ...settings };
  const jest = spawn(process.execPath, ['node_modules/jest/bin/jest.js', ...args], {
    cwd: root,
    env,
    stdio: 'inherit',
  });
  for (const signal of SIGNALS) process.on(signal, () => jest.kill(signal));
  return new Promise((resolve, reject) => {
    jest.once('error', reject);
    jest.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}
