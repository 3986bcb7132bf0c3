/** `npm run fit:mentions`: learns the judge's weights from `test/fixtures/mentions/` and writes `src/mentions/weights.ts`. */
import { writeFileSync } from 'node:fs';
import { readFolder } from './examples.ts';
import { fitLogistic } from './logistic-regression.ts';
import { GIVEN_WEIGHTS, SHRINKAGE, sampleOf } from './score.ts';

const sets = readFolder(new URL('../../test/fixtures/mentions/', import.meta.url));
const examples = sets.flatMap((set) => set.examples);
const { bias, features } = fitLogistic(examples.map(sampleOf), {
  shrinkage: SHRINKAGE,
  given: GIVEN_WEIGHTS,
});
const rows = Object.entries(features).map(
  ([name, weight]) => `    ${/^\w+$/.test(name) ? name : `'${name}'`}: ${weight},\n`,
);
writeFileSync(
  new URL('../../src/mentions/weights.ts', import.meta.url),
  `import type { Weights } from './logistic-model.ts';

/** What each feature counts; learned from the labelled examples by \`npm run fit:mentions\`, not written by hand. */
export const WEIGHTS: Weights = {
  bias: ${bias},
  features: {
${rows.join('')}  },
};
`,
);
console.log(`${rows.length} weights learned from ${examples.length} examples`);
