import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

/** The documents of a YAML file. @throws what is wrong with it, a key that stands twice included. */
export function readYaml(path: string): readonly unknown[] {
  return parseAllDocuments(readFileSync(path, 'utf8'), { merge: true }).map((document) => {
    const [error] = document.errors;
    if (error) throw new Error(`${path}: ${error.message}`);
    return document.toJS() as unknown;
  });
}

/** The only document of a YAML file. */
export function readOneYaml(path: string): unknown {
  const [document, ...more] = readYaml(path);
  if (document === undefined || more.length > 0) throw new Error(`${path}: expected one document`);
  return document;
}
