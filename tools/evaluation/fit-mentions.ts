/**
 * `npm run fit:mentions [-- --check]`: learns the judge's weights from `test/fixtures/mentions/`
 * and writes them to `src/mentions/judge/weights.json`. With `--check` it writes nothing and fails
 * if the file has other weights.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { WeightTable } from '../../src/mentions/judge/logistic-model.ts';
import { readFolder } from './examples.ts';
import { fitTable } from './score.ts';

const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
const file = new URL('../../src/mentions/judge/weights.json', import.meta.url);
const examples = readFolder(new URL('../../test/fixtures/mentions/', import.meta.url)).flatMap(
  (set) => set.examples,
);
const table = fitTable(examples);
const json = jsonOf(table);
const summary = `${Object.keys(table.features).length} features, learned from ${examples.length} examples`;

if (!values.check) {
  writeFileSync(file, json);
  console.log(`Wrote ${summary}`);
} else if (readFileSync(file, 'utf8') === json) {
  console.log(`weights.json is up to date: ${summary}`);
} else {
  console.error(
    'weights.json is not what the examples teach. Run npm run fit:mentions and commit the result.',
  );
  process.exitCode = 1;
}

/** One feature a line, so that a diff shows what changed. */
function jsonOf({ bias, features }: WeightTable): string {
  const rows = Object.entries(features).map(([feature, row]) => {
    const cells = Object.entries(row).map(([kind, weight]) => `"${kind}": ${weight}`);
    return `    ${JSON.stringify(feature)}: { ${cells.join(', ')} }`;
  });
  return `{\n  "bias": ${bias},\n  "features": {\n${rows.join(',\n')}\n  }\n}\n`;
}
