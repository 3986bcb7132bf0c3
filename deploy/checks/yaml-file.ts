import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

/** Parses the documents of a YAML text. Throws if the text is not valid YAML or repeats a key. */
export function parseYaml(text: string, path: string): readonly unknown[] {
  return parseAllDocuments(text, { merge: true }).map((document) => {
    const [error] = document.errors;
    if (error) throw new Error(`${path}: ${error.message}`);
    return document.toJS() as unknown;
  });
}

/** Reads a YAML file that holds exactly one document. */
export function readOneYaml(path: string): unknown {
  const [document, ...more] = parseYaml(readFileSync(path, 'utf8'), path);
  if (document === undefined || more.length > 0) throw new Error(`${path}: expected exactly one document`);
  return document;
}
