import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { sha256 } from '../src/sha256.ts';
import { UsageError } from './usage.ts';

const TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html'],
  ['.htm', 'text/html'],
  ['.md', 'text/markdown'],
  ['.markdown', 'text/markdown'],
  ['.json', 'application/json'],
]);

/** Returns the media type for a file with one article, or undefined for a file with many. */
export function mediaTypeOf(file: string): string | undefined {
  return TYPES.get(extname(file).toLowerCase());
}

export function isBulk(file: string): boolean {
  return file === '-' || /\.(?:ndjson|jsonl)$/i.test(file);
}

/**
 * Returns the named files. A folder stands for the files in it that can be submitted, sorted by
 * name.
 */
export function filesIn(names: readonly string[]): readonly string[] {
  return names.flatMap((name) => {
    if (name === '-') return [name];
    const found = statSync(name, { throwIfNoEntry: false });
    if (!found) throw new UsageError(`File not found: ${name}`);
    if (!found.isDirectory()) {
      if (isBulk(name) || mediaTypeOf(name) !== undefined) return [name];
      throw new UsageError(`${name}: only .html, .md, .json and .ndjson files can be submitted`);
    }
    return readdirSync(name, { recursive: true, encoding: 'utf8' })
      .map((entry) => join(name, entry))
      .filter((file) => isBulk(file) || mediaTypeOf(file) !== undefined)
      .sort();
  });
}

/**
 * Returns a file's bytes and its name in the journal. The same file with another content is another
 * item.
 */
export function readItem(file: string): { readonly bytes: Buffer<ArrayBuffer>; readonly item: string } {
  const bytes = Buffer.from(readFileSync(file));
  return { bytes, item: `${file} ${sha256(bytes).slice(0, 16)}` };
}
