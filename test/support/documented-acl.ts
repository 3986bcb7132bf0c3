import { readFileSync } from 'node:fs';

/** Returns the rules of the Redis user that SECURITY.md tells operators to create. */
export function documentedAcl(password: string): readonly string[] {
  const text = readFileSync('SECURITY.md', 'utf8');
  const command = /redis-cli ACL SETUSER tickerspan ((?:.*\\\n)*.*)/.exec(text)?.[1];
  if (command === undefined) throw new Error('SECURITY.md has no ACL SETUSER');
  const words = command.replaceAll('\\\n', ' ').split(/\s+/).filter(Boolean);
  return words.map((word) => word.replaceAll("'", '').replace('PASSWORD', password));
}
