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
  // End-to-end tests mostly wait, unit and property tests compute: side by side they take half as long.
  maxWorkers: 2,
  // A safety net on a busy machine. No test may pass or fail because of it.
  testTimeout: 180_000,
};
