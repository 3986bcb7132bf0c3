import { existsSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { root, runCommand } from './run-command.mjs';

const SOURCES = [
  'config',
  'src',
  'workers',
  'cli',
  'tools/simulator',
  'tsconfig.json',
  'tsconfig.build.json',
  'package-lock.json',
];
const ENTRY_POINTS = [
  'dist/src/server.js',
  'dist/workers/main.js',
  'dist/cli/main.js',
  'dist/tools/simulator/main.js',
];

/**
 * Builds dist/ if it is missing or older than its sources.
 *
 * @param {{ say: (text: string) => void, signal?: AbortSignal }} options
 */
export async function ensureBuild({ say, signal }) {
  if (isFresh()) return;
  const work = async () => {
    if (!isFresh()) await build({ say, signal });
  };
  await withLock(join(root, '.tickerspan', 'setup.lock'), work, { say, signal });
}

/** @param {{ say: (text: string) => void, signal?: AbortSignal | undefined }} options */
async function build({ say, signal }) {
  say('compiling TypeScript into dist/ …');
  const startedAt = new Date();
  // Without --noEmitOnError, a failed build would leave a dist/ that looks fresh.
  const args = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--noEmitOnError'];
  const code = await runCommand(process.execPath, args, { signal });
  if (code !== 0) throw new Error(`The build failed (exit code ${code}); the compiler's messages are above.`);
  // A source saved while the compiler ran must count as newer than the build.
  for (const path of ENTRY_POINTS.filter(isThere)) utimesSync(join(root, path), startedAt, startedAt);
}

function isFresh() {
  if (!ENTRY_POINTS.every(isThere)) return false;
  const builtAt = Math.min(...ENTRY_POINTS.map((path) => statSync(join(root, path)).mtimeMs));
  return SOURCES.filter(isThere).every((path) => newestChange(join(root, path)) <= builtAt);
}

/**
 * Returns when the file, or anything in the folder, last changed. A folder's own time changes when
 * a file is deleted.
 *
 * @param {string} path
 * @returns {number} milliseconds
 */
function newestChange(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  const inside = readdirSync(path).map((name) => newestChange(join(path, name)));
  return Math.max(stats.mtimeMs, ...inside);
}

/** @param {string} path */
function isThere(path) {
  return existsSync(join(root, path));
}
