import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { UsageError } from './usage.ts';

const TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html'],
  ['.htm', 'text/html'],
  ['.md', 'text/markdown'],
  ['.markdown', 'text/markdown'],
  ['.json', 'application/json'],
]);

/** The media type that a file of one article is posted as; undefined for a file of many. */
export function mediaTypeOf(file: string): string | undefined {
  return TYPES.get(extname(file).toLowerCase());
}

export function isBulk(file: string): boolean {
  return file === '-' || /\.(?:ndjson|jsonl)$/i.test(file);
}

/** The files that were named, and of folders those in them that can be posted, by name. */
export function filesIn(names: readonly string[]): readonly string[] {
  return names.flatMap((name) => {
    if (name === '-') return [name];
    const found = statSync(name, { throwIfNoEntry: false });
    if (!found) throw new UsageError(`There is no file ${name}`);
    if (!found.isDirectory()) {
      if (isBulk(name) || mediaTypeOf(name) !== undefined) return [name];
      throw new UsageError(`${name}: articles are taken from .html, .md, .json and .ndjson files`);
    }
    return readdirSync(name, { recursive: true, encoding: 'utf8' })
      .map((entry) => join(name, entry))
      .filter((file) => isBulk(file) || mediaTypeOf(file) !== undefined)
      .sort();
  });
}

/** A file's bytes, and how a journal names them: the same file with another text is another item. */
export function readItem(file: string): { readonly bytes: Buffer<ArrayBuffer>; readonly item: string } {
  const bytes = Buffer.from(readFileSync(file));
  return { bytes, item: `${file} ${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}` };
}
