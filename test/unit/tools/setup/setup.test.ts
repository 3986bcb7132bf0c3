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

  test('but not when one is missing or has another version', () => {
    expect(matchesLockfile({ packages }, { packages: {} })).toBe(false);
    expect(matchesLockfile({ packages }, { packages: { 'node_modules/a': { version: '1.0.1' } } })).toBe(
      false,
    );
  });

  test('even when an optional one is missing, for example for another platform', () => {
    const wanted = { packages: { 'node_modules/b': { version: '1.0.0', optional: true } } };
    expect(matchesLockfile(wanted, { packages: {} })).toBe(true);
  });
});

test('finds no Redis server if none is installed', () => {
  expect(findRedisServer('')).toBeUndefined();
  expect(findRedisServer('/nowhere:/nowhere/else')).toBeUndefined();
});
