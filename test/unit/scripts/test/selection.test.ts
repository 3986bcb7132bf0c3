import { selects } from '../../../../scripts/test/selection.mjs';

test.each([
  [[], true],
  [['test/unit'], true],
  [['--selectProjects', 'unit', 'e2e'], true],
  [['--selectProjects', 'unit', 'property', '--', 'e2e'], false],
  [['--selectProjects=unit'], false],
  [['--selectProjects=unit', '--selectProjects=e2e'], true],
  [['--ignoreProjects', 'e2e'], false],
  [['--selectProjects', 'unit', '-t', 'e2e'], false],
])('jest %j runs e2e tests: %s', (args, expected) => {
  expect(selects(args, ['e2e'])).toBe(expected);
});
