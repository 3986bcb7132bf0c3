/**
 * `npm run docs`: writes what is made from the code; `test/unit/documents.test.ts` fails when it is
 * stale.
 */
import { writeFileSync } from 'node:fs';
import { generatedDocuments } from './generated.ts';

const root = new URL('../', import.meta.url);
for (const { path, content } of await generatedDocuments(root)) {
  writeFileSync(new URL(path, root), content);
  process.stdout.write(`${path}\n`);
}
