import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { root, runCommand } from './run-command.mjs';

/**
 * @typedef {{ version?: string, optional?: boolean, devOptional?: boolean }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} Lockfile
 */

/**
 * Runs `npm ci` if node_modules is missing or its versions differ from package-lock.json.
 *
 * @param {{ say: (text: string) => void, signal?: AbortSignal }} options
 */
export async function ensureDependencies({ say, signal }) {
  if (areInstalled()) return;
  const install = async () => {
    if (!areInstalled()) await installDependencies({ say, signal });
  };
  await withLock(join(root, '.tickerspan', 'setup.lock'), install, { say, signal });
}

/** @param {{ say: (text: string) => void, signal?: AbortSignal | undefined }} options */
async function installDependencies({ say, signal }) {
  say('installing dependencies with npm ci …');
  // With NODE_ENV=production, npm would leave out the compiler and the test runner.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund'];
  const [command, ...first] = npmCommand(process.env);
  const code = await runCommand(command, [...first, ...args], { signal });
  if (code !== 0) throw new Error(`npm ci failed (exit code ${code}); its messages are above.`);
}

/**
 * Returns the npm that runs us, or the one on the PATH.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {[string, ...string[]]}
 */
function npmCommand(env) {
  const cli = env.npm_execpath;
  return cli?.endsWith('npm-cli.js') ? [process.execPath, cli] : ['npm'];
}

function areInstalled() {
  const wanted = readLockfile(join(root, 'package-lock.json'));
  // npm writes this file last, so it is missing after an interrupted installation.
  const installed = readLockfile(join(root, 'node_modules', '.package-lock.json'));
  if (!wanted)
    throw new Error('package-lock.json is missing or damaged, so this is not a complete checkout.');
  return installed !== undefined && matchesLockfile(wanted, installed);
}

/**
 * Returns whether every locked package is installed in its locked version. Optional ones may be
 * missing, because npm leaves out those for other platforms.
 *
 * @param {Lockfile} wanted
 * @param {Lockfile} installed
 */
export function matchesLockfile(wanted, installed) {
  return Object.entries(wanted.packages).every(([path, { version, optional, devOptional }]) => {
    if (path === '') return true;
    const found = installed.packages[path];
    return found ? found.version === version : optional === true || devOptional === true;
  });
}

/**
 * @param {string} path
 * @returns {Lockfile | undefined}
 */
function readLockfile(path) {
  try {
    const lockfile = JSON.parse(readFileSync(path, 'utf8'));
    return typeof lockfile?.packages === 'object' ? lockfile : undefined;
  } catch {
    return undefined;
  }
}
