import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FuzzTarget } from './target.ts';

/**
 * The repository's corpus: one folder for each target, one file for each input. A file named
 * `crash-…` once broke a law.
 */
export const CORPUS_FOLDER = fileURLToPath(new URL('corpus', import.meta.url));

/** Maximum number of inputs that are saved for a target. Crashes are always saved. */
const MAX_KEPT = 30;

export interface CorpusEntry {
  readonly file: string;
  readonly input: Buffer;
}

/** Returns the saved inputs of a target, sorted by name. */
export function corpusOf(target: Pick<FuzzTarget, 'name'>, folder = CORPUS_FOLDER): readonly CorpusEntry[] {
  const own = `${folder}/${target.name}`;
  if (!existsSync(own)) return [];
  return readdirSync(own)
    .sort()
    .map((file) => ({ file, input: readFileSync(`${own}/${file}`) }));
}

/** Returns the first inputs of a run: the target's seeds and its saved inputs. */
export function startingInputs(target: FuzzTarget, folder = CORPUS_FOLDER): readonly Buffer[] {
  return [
    ...target.seeds.map((seed) => Buffer.from(seed)),
    ...corpusOf(target, folder).map(({ input }) => input),
  ];
}

/** Saves an input that showed new behavior, unless there are enough. Returns its file. */
export function keepNew(
  target: Pick<FuzzTarget, 'name'>,
  input: Buffer,
  folder = CORPUS_FOLDER,
): string | undefined {
  const kept = corpusOf(target, folder).filter(({ file }) => !file.startsWith('crash-'));
  return kept.length < MAX_KEPT ? write(target, '', input, folder) : undefined;
}

/** Saves an input that broke a law as a fixture. Returns its file. */
export function keepCrash(target: Pick<FuzzTarget, 'name'>, input: Buffer, folder = CORPUS_FOLDER): string {
  return write(target, 'crash-', input, folder);
}

function write({ name }: Pick<FuzzTarget, 'name'>, prefix: string, input: Buffer, folder: string): string {
  mkdirSync(`${folder}/${name}`, { recursive: true });
  const digest = createHash('sha256').update(input).digest('hex').slice(0, 12);
  const file = `${folder}/${name}/${prefix}${digest}`;
  writeFileSync(file, input);
  return file;
}
