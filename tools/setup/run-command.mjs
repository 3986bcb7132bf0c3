import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs a command with its output on our terminal and returns its exit code: 128 or more if a signal
 * ended it, 127 if it could not be started.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, signal?: AbortSignal | undefined }} [options] `signal` ends
 * the command early
 * @returns {Promise<number>}
 */
export function runCommand(command, args, { env = process.env, signal } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
    const end = () => child.kill();
    signal?.addEventListener('abort', end, { once: true });
    /** @param {number} code */
    const finish = (code) => {
      signal?.removeEventListener('abort', end);
      resolve(code);
    };
    child.once('error', () => finish(127));
    child.once('exit', (code) => finish(code ?? 128));
    if (signal?.aborted) end();
  });
}
