import { readFileSync } from 'node:fs';

/** Returns the version of this package, both from its source folder and from its build. */
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
