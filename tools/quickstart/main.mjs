import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { root } from '../setup/run-command.mjs';
import { ensureBuild, ensureDependencies } from '../setup.mjs';
import { createHalt, StopRequest, waitForAbort } from './halt.mjs';
import { HELP, parseOptions, UsageError } from './options.mjs';
import { formatPlaces } from './places.mjs';
import { takePort } from './ports.mjs';
import { provideQuotes } from './providers.mjs';
import { provideRedis } from './redis.mjs';
import { formatReport } from './report.mjs';
import { createRunFolder } from './run-folder.mjs';
import { startService } from './service.mjs';
import { enrichThroughApi, readSubmission } from './submission.mjs';
import { createSteps, createStyle } from './terminal.mjs';

/**
 * @typedef {import('./options.mjs').Options} Options
 * @typedef {import('./halt.mjs').Halt} Halt
 * @typedef {import('./submission.mjs').Submission} Submission
 * @typedef {(stop: () => unknown) => void} AtEnd
 */

const style = createStyle({ isTTY: process.stdout.isTTY, env: process.env });
const print = console.log;

/**
 * Runs the quickstart and sets the exit code.
 *
 * @param {readonly string[]} args of the command line
 */
export async function main(args) {
  // If the terminal or pipe is closed, we must still stop the processes that we started.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  try {
    process.exitCode = await answer(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}. See npm run quickstart -- --help.`);
    process.exitCode = 2;
  }
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
async function answer(args) {
  const options = parseOptions(args, process.env);
  if (options.help) {
    print(HELP);
    return 0;
  }
  const path = options.file ? locate(options.file) : join(root, 'examples', 'post.md');
  return await runAndCleanUp(options, readSubmission(path));
}

/**
 * npm runs scripts in the root of the repository, so look for the path in the caller's folder
 * first.
 *
 * @param {string} path
 */
function locate(path) {
  return existsSync(path) ? path : resolve(process.env.INIT_CWD ?? '.', path);
}

/**
 * @param {Options} options
 * @param {Submission} submission
 * @returns {Promise<number>} the exit code
 */
async function runAndCleanUp(options, submission) {
  const halt = createHalt();
  /** @type {(() => unknown)[]} */
  const endings = [];
  try {
    return await run({ options, submission, halt, atEnd: (stop) => endings.unshift(stop) });
  } catch (error) {
    return explain(halt.signal.aborted ? halt.signal.reason : error, options);
  } finally {
    if (endings.length > 0) await stopAll(endings, halt);
  }
}

/**
 * @param {unknown} reason
 * @param {Options} options
 * @returns {number} the exit code
 */
function explain(reason, { once }) {
  if (reason instanceof StopRequest) return once ? reason.exitCode : 0;
  console.error(`\n${style.red('quickstart stopped:')} ${describe(reason)}`);
  return 1;
}

/**
 * @param {readonly (() => unknown)[]} endings the last started first
 * @param {Halt} halt
 */
async function stopAll(endings, halt) {
  halt.expectEndings();
  print('\nStopping … (Ctrl-C to hurry)');
  for (const end of endings) {
    try {
      await end();
    } catch (error) {
      console.error(describe(error));
    }
  }
  print('Stopped; nothing is left running.');
}

/**
 * @param {{ options: Options, submission: Submission, halt: Halt, atEnd: AtEnd }} context
 * @returns {Promise<number>} the exit code
 */
async function run({ options, submission, halt, atEnd }) {
  const step = createSteps({ total: 7, style, print });
  const folder = await prepare({ step, halt });
  const redisUrl = await provideRedis({ folder, halt, say: step('Redis'), atEnd });
  await runStep(step('Build'), 'dist/ is up to date', halt, ensureBuild);
  const settings = await provideQuotes({ folder, halt, say: step('Quotes'), atEnd });
  const url = await serve({ options, folder, redisUrl, settings, halt, atEnd, say: step('Service') });
  const startedAt = Date.now();
  const result = await enrichThroughApi({ url, submission, signal: halt.signal });
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  step('Article')(
    `${relative(process.cwd(), submission.path)} submitted, ${result.status} after ${seconds} s`,
  );
  print(`\n${formatReport({ result, post: submission.bytes.toString('utf8'), style })}`);
  if (options.once) return result.status === 'enriched' ? 0 : 1;
  print(`\n${formatPlaces({ url, id: result.id, folder: relative(process.cwd(), folder), style })}`);
  print('\nRunning. Ctrl-C stops everything.');
  await waitForAbort(halt.signal);
  throw halt.signal.reason;
}

/** @param {{ step: (title: string) => (text: string) => void, halt: Halt }} context */
async function prepare({ step, halt }) {
  step('Node.js')(process.versions.node);
  await runStep(step('Dependencies'), 'installed', halt, ensureDependencies);
  return createRunFolder();
}

/**
 * @param {(text: string) => void} say
 * @param {string} done
 * @param {Halt} halt
 * @param {(options: { say: (text: string) => void, signal: AbortSignal }) => Promise<void>} ensure
 */
async function runStep(say, done, { signal }, ensure) {
  await ensure({ say, signal });
  signal.throwIfAborted();
  say(done);
}

/**
 * @param {{ options: Options, folder: string, redisUrl: string, settings: Record<string, string>,
 * halt: Halt, atEnd: AtEnd, say: (text: string) => void }} context
 */
async function serve({ options, say, atEnd, ...context }) {
  const { port, release } = await takePort(options.port);
  atEnd(release);
  if (options.port !== 0 && port !== options.port) say(`port ${options.port} is in use; using ${port}`);
  const url = await startService({ ...context, port, atEnd });
  say(`API and worker are ready at ${url}`);
  return url;
}

/**
 * Shows the message of a plain Error. Anything else is a bug, so show its stack.
 *
 * @param {unknown} reason
 */
function describe(reason) {
  if (!(reason instanceof Error)) return String(reason);
  return reason.name === 'Error' ? reason.message : reason.stack;
}
