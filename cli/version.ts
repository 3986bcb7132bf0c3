import { readFileSync } from 'node:fs';

/** The version of this package, from its folder or from what was built in it. */
export function versionOf(): string {
  const places = ['../package.json', '../../package.json'].map((path) => new URL(path, import.meta.url));
  for (const place of places) {
    try {
      return JSON.parse(readFileSync(place, 'utf8')).version;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return 'unknown';
}
