/** `npm run fuzz`: see options.ts. */
import { relative } from 'node:path';
import { messageOf } from '../../src/errors.ts';
import { CORPUS_FOLDER } from './corpus.ts';
import { fuzzTarget } from './fuzz-target.ts';
import { type FuzzRunOptions, optionsIn, USAGE } from './options.ts';
import { TARGETS } from './targets/table.ts';

/** About 200 of the heaviest inputs take a few seconds on a busy machine. */
const HANG_MS = 90_000;

async function main(): Promise<number> {
  const names = TARGETS.map(({ name }) => name);
  let options: FuzzRunOptions | 'help';
  try {
    options = optionsIn(process.argv.slice(2), names);
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n\n${USAGE}`);
    return 2;
  }
  if (options === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  const { seed, minutes, only = names } = options;
  const milliseconds = Math.round((minutes * 60_000) / only.length);
  console.log(`seed ${seed}, ${only.length} targets, ${(milliseconds / 1000).toFixed(0)} s each`);
  let failures = 0;
  for (const target of only) {
    const { runs, kept, failure } = await fuzzTarget({
      module: new URL('targets/table.ts', import.meta.url).href,
      target,
      folder: CORPUS_FOLDER,
      seed,
      milliseconds,
      hangMs: HANG_MS,
      onProgress: progressOf(target),
    });
    console.log(
      `${target.padEnd(13)} ${String(runs).padStart(8)} inputs, ${kept} new in the corpus${failure ? ', 1 failure' : ''}`,
    );
    if (!failure) continue;
    failures += 1;
    console.log(`  ${failure.reason}\n  saved as ${relative(process.cwd(), failure.file)}`);
  }
  console.log(failures === 0 ? 'no law was broken' : `${failures} of ${only.length} targets failed`);
  return failures === 0 ? 0 : 1;
}

/** Shows the number of runs in one line, on a terminal. */
function progressOf(target: string): (runs: number) => void {
  return process.stdout.isTTY ? (runs) => process.stdout.write(`${target} ${runs}\r`) : () => {};
}

process.exitCode = await main();
