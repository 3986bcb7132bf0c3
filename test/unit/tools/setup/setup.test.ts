import { matchesLockfile } from '../../../../tools/setup/dependencies.mjs';
import { isRecentEnough } from '../../../../tools/setup/node-version.mjs';
import { findRedisServer } from '../../../../tools/setup/redis-server.mjs';

test.each([
  ['20.18.3', false],
  ['20.19.0', true],
  ['18.20.0', false],
  ['22.0.0', true],
])('Node %s is recent enough: %s', (version, expected) => {
  expect(isRecentEnough(version)).toBe(expected);
});

describe('an installation matches the lockfile', () => {
  const packages = { '': { version: '1.0.0' }, 'node_modules/a': { version: '1.0.0' } };

  test('when every package has its locked version', () => {
    expect(matchesLockfile({ packages }, { packages: { 'node_modules/a': { version: '1.0.0' } } })).toBe(
      true,
    );
  });

  test('not when one is absent or has another version', () => {
    expect(matchesLockfile({ packages }, { packages: {} })).toBe(false);
    expect(matchesLockfile({ packages }, { packages: { 'node_modules/a': { version: '1.0.1' } } })).toBe(
      false,
    );
  });

  test('also when an optional one, for another platform say, is absent', () => {
    const wanted = { packages: { 'node_modules/b': { version: '1.0.0', optional: true } } };
    expect(matchesLockfile(wanted, { packages: {} })).toBe(true);
  });
});

test('finds no Redis server where there is none', () => {
  expect(findRedisServer('')).toBeUndefined();
  expect(findRedisServer('/nowhere:/nowhere/else')).toBeUndefined();
});
