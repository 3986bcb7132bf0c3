/**
 * The process that tries inputs on one target: `explorer.ts JSON`. The parent watches it, because
 * an input may end or hang it.
 */
import { writeFileSync } from 'node:fs';
import { startingInputs } from './corpus.ts';
import { explore } from './explore.ts';
import type { ExplorerOptions, ExplorerReport } from './explorer-messages.ts';
import type { FuzzTarget } from './target.ts';

const {
  module,
  target: name,
  folder,
  seed,
  milliseconds,
  inputFile,
} = JSON.parse(process.argv[2] ?? '{}') as ExplorerOptions;
const { TARGETS } = (await import(module)) as { readonly TARGETS: readonly FuzzTarget[] };
const target = TARGETS.find((each) => each.name === name);
if (!target) throw new Error(`Unknown target: ${name}`);

const report = (message: ExplorerReport): void => void process.send?.(message);
report({ kind: 'progress', runs: 0 });
const end = performance.now() + milliseconds;
const failure = explore(target, {
  corpus: startingInputs(target, folder),
  seed,
  isOver: () => performance.now() >= end,
  onInput: (input) => writeFileSync(inputFile, input),
  onNew: (input, behavior) => report({ kind: 'new', input: input.toString('base64'), behavior }),
  onProgress: (runs) => report({ kind: 'progress', runs }),
});
report(
  failure
    ? { kind: 'failed', input: failure.input.toString('base64'), reason: failure.reason }
    : { kind: 'passed' },
);
process.disconnect?.();
