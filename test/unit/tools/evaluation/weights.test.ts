import { GIVEN_WEIGHTS, MODEL } from '../../../../src/mentions/judge/logistic-model.ts';
import { NAME_KINDS } from '../../../../src/mentions/judge/name-kind.ts';
import { readFolder } from '../../../../tools/evaluation/examples.ts';
import { fitLogistic, type Sample } from '../../../../tools/evaluation/logistic-regression.ts';
import { scoreOf, verdictOf } from '../../../../tools/evaluation/score.ts';

const root = new URL(`file://${process.cwd()}/test/fixtures/mentions/`);
const examples = readFolder(root).flatMap((set) => set.examples);

test('there are many examples with many names, and about half of them are genuine', () => {
  expect(examples.length).toBeGreaterThanOrEqual(400);
  expect(new Set(examples.map(({ name }) => name)).size).toBeGreaterThanOrEqual(150);
  const genuine = examples.filter((example) => example.genuine).length / examples.length;
  expect(genuine).toBeGreaterThan(0.45);
  expect(genuine).toBeLessThan(0.55);
});

test('the weights separate the examples they were learned from', () => {
  const { precision, recall } = scoreOf(examples.map((example) => verdictOf(example, MODEL)));
  expect(precision).toBeGreaterThan(0.95);
  expect(recall).toBeGreaterThan(0.95);
});

test.each(NAME_KINDS)('the given weights apply to names of the kind %s', (kind) => {
  expect(Object.fromEntries(MODEL.weights[kind])).toMatchObject(GIVEN_WEIGHTS);
});

test('the order of the samples does not change the weights', () => {
  const samples = Array.from({ length: 40 }, (_, index): Sample => {
    const features = new Map([
      ['a', index % 3],
      ['b', index % 5],
      ['c', index % 2],
    ]);
    return { features, label: index % 7 < 3 };
  });
  const options = { shrinkage: 1 };
  expect(fitLogistic(samples.toReversed(), options)).toEqual(fitLogistic(samples, options));
});

test('a given weight is not learned', () => {
  const samples: readonly Sample[] = Array.from({ length: 8 }, (_, index) => ({
    features: new Map([
      ['given', 1],
      ['learned', index % 2],
    ]),
    label: index % 2 === 0,
  }));
  const { weights } = fitLogistic(samples, { shrinkage: 1, given: { given: 0.5 } });
  expect(Object.keys(weights)).toEqual(['learned']);
});
