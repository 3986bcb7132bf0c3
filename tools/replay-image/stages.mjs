import { cpSync, existsSync, lstatSync, mkdirSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { runShell } from './processes.mjs';

/**
 * @typedef {import('./dockerfile.mjs').Stage} Stage
 * @typedef {{ root: string, folder: string, env: Record<string, string> }} Replayed a stage's file system, where it ends in it, and its environment
 */

/**
 * Replays the stages one after the other, each in its own empty folder.
 *
 * @param {{ stages: readonly Stage[], context: string, isInContext: (path: string) => boolean, directory: string, say: (text: string) => void }} options
 * @returns {Promise<Replayed>} the last
 */
export async function replayStages({ stages, context, isInContext, directory, say }) {
  /** @type {Map<string, Replayed>} */
  const replayed = new Map();
  let last;
  for (const [index, stage] of stages.entries()) {
    say(`stage ${stage.name || 'of the image'}`);
    const root = join(directory, stage.name || `stage${index}`);
    mkdirSync(root);
    last = baseOf(stage, replayed, root);
    for (const step of stage.steps) await replay(step, last, { replayed, context, isInContext, say });
    replayed.set(stage.name, last);
  }
  if (!last) throw new Error('The Dockerfile has no stage.');
  return last;
}

/**
 * @param {Stage} stage
 * @param {ReadonlyMap<string, Replayed>} replayed
 * @param {string} root
 * @returns {Replayed}
 */
function baseOf({ base }, replayed, root) {
  const stage = replayed.get(base);
  if (stage === undefined) return { root, folder: root, env: {} };
  cpSync(stage.root, root, { recursive: true, verbatimSymlinks: true });
  return { root, folder: join(root, relative(stage.root, stage.folder)), env: { ...stage.env } };
}

/**
 * @param {import('./dockerfile.mjs').Step} step
 * @param {Replayed} stage
 * @param {{ replayed: ReadonlyMap<string, Replayed>, context: string, isInContext: (path: string) => boolean, say: (text: string) => void }} options
 */
async function replay(step, stage, { replayed, context, isInContext, say }) {
  switch (step.kind) {
    case 'workdir':
      stage.folder = join(stage.root, step.path);
      mkdirSync(stage.folder, { recursive: true });
      return;
    case 'env':
      Object.assign(stage.env, step.values);
      return;
    case 'run':
      say(`    ${step.command}`);
      await runShell(step.command, stage);
      return;
    case 'copy': {
      const from = step.from === undefined ? undefined : replayed.get(step.from);
      const source = from ? { root: from.root, has: () => true } : { root: context, has: isInContext };
      for (const path of step.sources) copy(path, step.target, { source, stage });
    }
  }
}

/**
 * As COPY does: a folder's content goes into the target, a file becomes the target or goes into it.
 *
 * @param {string} path
 * @param {string} target
 * @param {{ source: { root: string, has: (path: string) => boolean }, stage: Replayed }} options
 */
function copy(path, target, { source, stage }) {
  const from = join(source.root, path);
  const name = relative(source.root, from);
  if (!existsSync(from) || !source.has(name))
    throw new Error(`COPY ${path}: there is no such path to be copied.`);
  const place = target.startsWith('/') ? join(stage.root, target) : resolve(stage.folder, target);
  const isIntoFolder = !lstatSync(from).isDirectory() && (target.endsWith('/') || target === '.');
  cpSync(from, isIntoFolder ? join(place, basename(from)) : place, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (file) => source.has(relative(source.root, file)),
  });
}
