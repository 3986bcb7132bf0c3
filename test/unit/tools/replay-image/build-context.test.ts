import { readFileSync } from 'node:fs';
import { buildContext } from '../../../../tools/replay-image/build-context.mjs';

test('the last rule that matches a path, or a folder above it, decides', () => {
  const has = buildContext('# a comment\n*\n!src\n!package.json\nsrc/secret\n**/*.pem\n');
  expect(['src/a.ts', 'src/deep/b.ts', 'package.json'].filter(has)).toHaveLength(3);
  expect(['other', 'src/secret', 'src/secret/a', 'src/a.pem', 'a.pem', 'src2/a'].filter(has)).toEqual([]);
});

test('our build gets no settings, no data, no tests and nothing that was built or installed here', () => {
  const has = buildContext(readFileSync('.dockerignore', 'utf8'));
  const kept = [
    '.env',
    'src/.env',
    '.git',
    '.tickerspan/a',
    'node_modules/a',
    'dist/a.js',
    'test/a.ts',
    'deploy/.env',
  ];
  expect(kept.filter(has)).toEqual([]);
  expect(has('src/server.ts')).toBe(true);
});

test('refuses a pattern that it does not know', () => {
  expect(() => buildContext('src/[ab]')).toThrow(/not known/);
});
