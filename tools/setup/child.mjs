import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const TAIL_LINES = 15;

/**
 * A process that we started.
 *
 * @typedef {object} Child
 * @property {string} name for messages
 * @property {number} pid
 * @property {string} logFile where its output goes
 * @property {() => boolean} isRunning
 * @property {Promise<string>} exited resolves with how it ended, in words; never rejects
 * @property {(signal: NodeJS.Signals) => void} signal to the process itself
 * @property {() => void} kill SIGKILL to its whole process group
 */

/** @type {Set<Child>} */
const running = new Set();

/**
 * Starts a command in its own process group, so Ctrl-C in the terminal does not reach it and we
 * stop our children in order.
 *
 * @param {{ name: string, command?: string, args: readonly string[], cwd: string, env?:
 * NodeJS.ProcessEnv, logFile: string }} options
 * @returns {Child}
 */
export function startChild({ name, command = process.execPath, args, cwd, env = process.env, logFile }) {
  const log = openSync(logFile, 'a');
  const spawned = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  const pid = spawned.pid ?? 0;
  /** @type {Child} */
  const child = {
    name,
    pid,
    logFile,
    isRunning: () => running.has(child),
    exited: new Promise((resolve) => {
      spawned.once('error', (error) => resolve(`could not be started: ${error.message}`));
      spawned.once('exit', (code, signal) => resolve(signal ? `ended by ${signal}` : `exit code ${code}`));
    }).finally(() => running.delete(child)),
    signal: (signal) => void spawned.kill(signal),
    kill: () => running.has(child) && pid > 0 && killGroup(pid),
  };
  if (running.size === 0) process.once('exit', killRemaining);
  running.add(child);
  return child;
}

/**
 * Sends SIGTERM to a child, and kills it at the deadline or when `hurry` is aborted.
 *
 * @param {Child} child
 * @param {{ deadlineMs: number, hurry?: AbortSignal | undefined }} options
 */
export async function stopChild(child, { deadlineMs, hurry }) {
  if (!child.isRunning()) return;
  child.signal('SIGTERM');
  const stopWaiting = new AbortController();
  const signal = hurry ? AbortSignal.any([hurry, stopWaiting.signal]) : stopWaiting.signal;
  const tooLong = delay(deadlineMs, undefined, { signal }).catch(() => undefined);
  await Promise.race([child.exited, tooLong]);
  stopWaiting.abort();
  child.kill();
  await child.exited;
}

/**
 * Describes how a child ended by itself, with the end of its log.
 *
 * @param {Child} child
 * @param {string} ending
 */
export function describeEnding(child, ending) {
  return `The ${child.name} ended by itself (${ending}).\n${describeLog(child)}`;
}

/** @param {Child} child */
export function describeLog({ name, logFile }) {
  const lines = logTail(logFile);
  if (lines.length === 0) return `It wrote nothing to ${logFile}.`;
  return [`The last lines of the ${name}'s log, ${logFile}:`, ...lines.map((line) => `    ${line}`)].join(
    '\n',
  );
}

/** @param {string} logFile */
export function logTail(logFile) {
  return readFileSync(logFile, 'utf8').trimEnd().split('\n').filter(Boolean).slice(-TAIL_LINES);
}

/** Kills all remaining children when this process ends, for any reason. */
function killRemaining() {
  for (const child of running) child.kill();
}

/** @param {number} pid */
function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has already ended.
  }
}
