import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { generatedDocuments } from '../../docs/generated.ts';

const root = pathToFileURL(`${process.cwd()}/`);

test('the documents that are made from the code are what the code makes (npm run docs writes them)', async () => {
  for (const { path, content } of await generatedDocuments(root)) {
    expect({ path, content: readFileSync(new URL(path, root), 'utf8') }).toEqual({ path, content });
  }
});

test('every setting says what it does', async () => {
  const documents = await generatedDocuments(root);
  const readme = documents.find(({ path }) => path === 'README.md')?.content ?? '';
  const rows = readme
    .slice(readme.indexOf('<!-- settings -->'), readme.indexOf('<!-- /settings -->'))
    .split('\n')
    .slice(3, -1);
  expect(rows.length).toBeGreaterThan(10);
  for (const row of rows) expect(row).toMatch(/^\| `[A-Z_]+` \| .* \| [A-Z].{10,}\. \|$/);
});
