import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from '../setup/lock.mjs';
import { root } from '../setup/run-command.mjs';

const RUNS = join(root, '.tickerspan', 'quickstart');

/** Creates a folder for the data and logs of this run, and removes those of ended runs. */
export function createRunFolder() {
  mkdirSync(RUNS, { recursive: true });
  const over = readdirSync(RUNS).filter((name) => Number(name) === process.pid || !isAlive(Number(name)));
  for (const name of over) rmSync(join(RUNS, name), { recursive: true, force: true });
  const folder = join(RUNS, String(process.pid));
  mkdirSync(folder);
  return folder;
}
