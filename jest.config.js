/** One project a kind of test; see CONTRIBUTING.md for which is which. */
const project = (name, more = {}) => ({
  displayName: name,
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  testEnvironment: 'node',
  transform: {
    '^.+\\.m?[jt]s$': ['@swc/jest', { jsc: { target: 'es2023', parser: { syntax: 'typescript' } } }],
  },
  // The one is published as an ES module only, the other imports one while it runs: Jest's own loader can do neither.
  transformIgnorePatterns: ['/node_modules/(?!entities/|@opentelemetry/otlp-exporter-base/)'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.tickerspan/'],
  ...more,
});

const FIXED_CASES = { setupFiles: ['<rootDir>/test/support/property-seed.ts'] };
const LEAK_CHECKED = { testEnvironment: '<rootDir>/test/support/leak-check-environment.ts' };

export default {
  projects: [
    project('unit'),
    project('property', FIXED_CASES),
    project('integration', { ...LEAK_CHECKED, ...FIXED_CASES }),
    project('e2e', LEAK_CHECKED),
    project('browser', LEAK_CHECKED),
  ],
  // One file at a time: the end-to-end tests kill processes and wait for others to notice, beside which nothing else should run.
  maxWorkers: 1,
  testTimeout: 30_000,
};
