import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentedAcl } from '../support/documented-acl.ts';

const BULL = 'node_modules/bullmq/dist/cjs/scripts';

/** Returns the Redis commands that the scripts in a file may call. */
function commandsIn(file: string): readonly string[] {
  const calls = readFileSync(file, 'utf8').matchAll(/\b(?:rcall|redis\.call)\(\s*['"]([A-Za-z]+)['"]/g);
  return [...calls].map(([, name = '']) => name.toLowerCase());
}

const ours = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join('src', name));
// We do not use BullMQ's relay.
const bull = readdirSync(BULL)
  .filter((name) => name.endsWith('.js') && !name.startsWith('relay'))
  .map((name) => join(BULL, name));

test('the Redis user in SECURITY.md may run every command that a script may run, including untested branches', () => {
  const allowed = new Set(documentedAcl('x').map((word) => word.replace(/^\+/, '')));
  const called = new Set([...ours, ...bull].flatMap(commandsIn));
  expect(called.size).toBeGreaterThan(50);
  expect([...called].filter((name) => !allowed.has(name))).toEqual([]);
});

test('the Redis user in SECURITY.md has no command that reaches beyond its keys', () => {
  const beyond =
    /^\+(?:@|flush|keys$|config|acl|client$|debug|module|script|function|monitor|save|shutdown|swapdb|migrate|replicaof|sort)/;
  const rules = documentedAcl('x');
  expect(rules).toContain('-@all');
  expect(rules.filter((rule) => beyond.test(rule))).toEqual([]);
});
