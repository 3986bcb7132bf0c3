import { selects, withoutBrowser } from '../../../../tools/test/selection.mjs';

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

test.each([
  [[], ['--ignoreProjects', 'browser']],
  [
    ['-t', 'queue'],
    ['-t', 'queue', '--ignoreProjects', 'browser'],
  ],
  [
    ['--selectProjects', 'unit', '--', 'a'],
    ['--selectProjects', 'unit', '--ignoreProjects', 'browser', '--', 'a'],
  ],
  [
    ['--selectProjects', 'browser'],
    ['--selectProjects', 'browser'],
  ],
  [['test/browser/docs.test.ts'], ['test/browser/docs.test.ts']],
])('jest %j runs browser tests only if asked to', (args, expected) => {
  expect(withoutBrowser(args)).toEqual(expected);
});
