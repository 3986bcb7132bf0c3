import { WEIGHTS } from '../../../../src/mentions/weights.ts';
import { readFolder } from '../../../../tools/evaluation/examples.ts';
import { fitLogistic } from '../../../../tools/evaluation/logistic-regression.ts';
import {
  GIVEN_WEIGHTS,
  SHRINKAGE,
  sampleOf,
  scoreOf,
  verdictOf,
} from '../../../../tools/evaluation/score.ts';

const root = new URL(`file://${process.cwd()}/test/fixtures/mentions/`);
const examples = readFolder(root).flatMap((set) => set.examples);

test('the judge’s weights are what the examples teach (npm run fit:mentions writes them)', () => {
  expect(fitLogistic(examples.map(sampleOf), { shrinkage: SHRINKAGE, given: GIVEN_WEIGHTS })).toEqual(
    WEIGHTS,
  );
});

test('the examples are many, of many names, and about half of them genuine', () => {
  expect(examples.length).toBeGreaterThanOrEqual(400);
  expect(new Set(examples.map(({ name }) => name)).size).toBeGreaterThanOrEqual(150);
  const genuine = examples.filter((example) => example.genuine).length / examples.length;
  expect(genuine).toBeGreaterThan(0.45);
  expect(genuine).toBeLessThan(0.55);
});

test('the weights tell the examples they were learned from well apart', () => {
  const { precision, recall } = scoreOf(
    examples.map((example) => verdictOf(example, sampleOf(example), WEIGHTS)),
  );
  expect(precision).toBeGreaterThan(0.95);
  expect(recall).toBeGreaterThan(0.95);
});

test('the order of the samples changes no weight', () => {
  const samples = examples.slice(0, 200).map(sampleOf);
  const options = { shrinkage: SHRINKAGE };
  expect(fitLogistic(samples.toReversed(), options)).toEqual(fitLogistic(samples, options));
});
