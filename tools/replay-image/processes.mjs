import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { describeLog, startChild } from '../setup/child.mjs';

const RUN_MS = 10 * 60_000;
const PROGRAM_MS = 20_000;

/** The user `node` of the images of Node.js. */
const NODE_USER = ['--reuid', '1000', '--regid', '1000', '--clear-groups'];

/**
 * @typedef {{ folder: string, env: Record<string, string> }} Place
 * @typedef {{ child: import('../setup/child.mjs').Child, pid: () => number }} Contained `pid` is the program's own
 */

/**
 * Whether a program can be process 1 of its own and another user than root here, as it is in a container. `unshare` needs root
 * for it, and a kernel that lets it.
 */
export function canContain() {
  if (process.getuid?.() !== 0) return false;
  return spawnSync('unshare', ['--pid', '--fork', 'setpriv', ...NODE_USER, 'true']).status === 0;
}

/**
 * Runs a shell command of the Dockerfile, its output on our terminal.
 *
 * @param {string} command
 * @param {Place} place
 */
export async function runShell(command, { folder, env }) {
  const own = Object.entries(process.env).filter(([name]) => !/^(?:npm_(?!config_)|NODE_)/.test(name));
  const settings = { ...Object.fromEntries(own), ...env };
  const code = await exitCode(spawn('/bin/sh', ['-c', command], runIn(folder, settings, RUN_MS)));
  if (code !== 0) throw new Error(`RUN ${command} ended with ${code}.`);
}

/**
 * Runs a program of the image to its end, with the image's environment and no other.
 *
 * @param {readonly string[]} words
 * @param {Place} place
 * @returns {Promise<number>} its exit code
 */
export function runProgram([program = '', ...args], { folder, env }) {
  return exitCode(spawn(program, args, runIn(folder, withPath(env), PROGRAM_MS)));
}

/**
 * @param {string} cwd
 * @param {Record<string, string | undefined>} env
 * @param {number} timeout
 * @returns {import('node:child_process').SpawnOptions}
 */
function runIn(cwd, env, timeout) {
  return { cwd, env, timeout, killSignal: 'SIGKILL', stdio: ['ignore', 'inherit', 'inherit'] };
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
function exitCode(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 128));
  });
}

/**
 * Starts a command of the image, as process 1 and not as root where that can be had.
 *
 * @param {{ name: string, words: readonly string[], place: Place, logFile: string, contained: boolean }} options
 * @returns {Contained}
 */
export function startContained({ name, words, place, logFile, contained }) {
  const around = contained ? ['unshare', '--pid', '--fork', '--kill-child', 'setpriv', ...NODE_USER] : [];
  const [command = '', ...args] = [...around, ...words];
  const child = startChild({ name, command, args, cwd: place.folder, env: withPath(place.env), logFile });
  return { child, pid: () => (contained ? onlyChildOf(child.pid) : child.pid) };
}

/**
 * Sends SIGTERM to the program itself and waits for it to end.
 *
 * @param {Contained} contained
 * @param {number} deadlineMs
 */
export async function endContained({ child, pid }, deadlineMs) {
  process.kill(pid(), 'SIGTERM');
  const waiting = new AbortController();
  const late = delay(deadlineMs, 'still running', { signal: waiting.signal }).catch(() => '');
  const ending = await Promise.race([child.exited, late]);
  waiting.abort();
  if (ending !== 'exit code 0')
    throw new Error(`The ${child.name} got SIGTERM: ${ending}, not exit code 0.\n${describeLog(child)}`);
}

/** @param {number} pid */
function onlyChildOf(pid) {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim());
}

/** @param {Record<string, string>} env */
function withPath(env) {
  return { PATH: process.env.PATH, ...env };
}
