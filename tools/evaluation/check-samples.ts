/**
 * `npm run check:samples -- DIR`: parses every recorded answer in a folder like an answer from the
 * network, and checks the values against each other and against the raw cells. Exits with 1 if a
 * check fails.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '../../src/errors.ts';
import { checkSample, SAMPLE_NAME } from './samples/check-sample.ts';

const USAGE = `usage: npm run check:samples -- DIR
Reads the recorded answers in DIR, files named sina-…, tencent-… and eastmoney-… with .txt or .json, kept as UTF-8 text.
Prints what was read of each, and what does not hold: values that are not the row's, a change that is not price less
previous close, a price outside the day's range, an amount that does not fit the volume, a time that is not the row's.
Exit code 0: everything holds; 1: something does not; 2: the call was wrong.`;

process.exitCode = main(process.argv.slice(2));

function main(args: readonly string[]): number {
  const folder = folderIn(args);
  if (folder === undefined) {
    console.log(USAGE);
    return 0;
  }
  if (folder instanceof Error) {
    console.error(`${folder.message}\n${USAGE}`);
    return 2;
  }
  let faults = 0;
  for (const fileName of folder.files) {
    const report = checked(fileName, readFileSync(join(folder.path, fileName), 'utf8'));
    console.log(fileName);
    for (const line of report.lines) console.log(`  ${line}`);
    for (const fault of report.faults) console.log(`  FAILED  ${fault}`);
    faults += report.faults.length;
  }
  console.log(`${folder.files.length} files, ${faults === 0 ? 'everything holds' : `${faults} failures`}`);
  return faults === 0 ? 0 : 1;
}

/** Returns the folder to check, or undefined if help was requested. */
function folderIn(
  args: readonly string[],
): { readonly path: string; readonly files: readonly string[] } | Error | undefined {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' } },
    });
    if (values.help) return undefined;
    const [path, ...more] = positionals;
    if (path === undefined || more.length > 0) return new Error('One folder is needed.');
    const files = readdirSync(path)
      .filter((name) => SAMPLE_NAME.test(name))
      .toSorted();
    return files.length === 0 ? new Error(`No recorded answers in ${path}.`) : { path, files };
  } catch (error) {
    return new Error(messageOf(error));
  }
}

/** An unreadable sample counts as wrong. */
function checked(fileName: string, text: string): ReturnType<typeof checkSample> {
  try {
    return checkSample(fileName, text);
  } catch (error) {
    return { lines: [], faults: [messageOf(error)] };
  }
}
