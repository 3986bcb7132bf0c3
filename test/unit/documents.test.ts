import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { generatedDocuments } from '../../docs/generated.ts';
import { ERROR_CODES } from '../../src/errors.ts';
import { statusOf } from '../../src/http/problem.ts';

const root = pathToFileURL(`${process.cwd()}/`);

test('the generated documents are up to date (npm run docs writes them)', async () => {
  for (const { path, content } of await generatedDocuments(root)) {
    expect({ path, content: readFileSync(new URL(path, root), 'utf8') }).toEqual({ path, content });
  }
});

test('every setting has a description', async () => {
  const documents = await generatedDocuments(root);
  const page = documents.find(({ path }) => path === 'docs/settings.md')?.content ?? '';
  const rows = page
    .slice(page.indexOf('<!-- settings -->'), page.indexOf('<!-- /settings -->'))
    .split('\n')
    .slice(3, -1);
  expect(rows.length).toBeGreaterThan(10);
  for (const row of rows) expect(row).toMatch(/^\| `[A-Z_]+` \| .* \| [A-Z].{10,}\. \|$/);
});

test('the README is short', () => {
  const readme = read('README.md');
  expect(readme.split('\n').length).toBeLessThanOrEqual(130);
  expect(readme.split(/\s+/).length).toBeLessThanOrEqual(1000);
});

test('the API reference lists every error code with its status', () => {
  const rows = [...read('docs/api.md').matchAll(/^\| `([a-z_]+)` \| (\d+) \| .*\. \|$/gm)];
  const listed = Object.fromEntries(rows.map(([, code, status]) => [code, Number(status)]));
  const codes = Object.fromEntries(ERROR_CODES.map((code) => [code, statusOf(code)]));
  expect(listed).toEqual({ ...codes, internal: 500 });
});

const PAGES = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...pagesIn('docs'),
  ...pagesIn('docs/adr'),
];

test.each(PAGES)('the links of %s lead to files and headings that exist', (page) => {
  const links = [...read(page).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)];
  const broken = links.filter(([, path = '', heading]) => {
    const file = path === '' ? page : join(dirname(page), path);
    return !existsSync(new URL(file, root)) || (heading !== undefined && !headingsOf(file).includes(heading));
  });
  expect(broken.map(([link]) => link)).toEqual([]);
});

function read(path: string): string {
  return readFileSync(new URL(path, root), 'utf8');
}

function pagesIn(folder: string): readonly string[] {
  return readdirSync(new URL(folder, root))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);
}

/** Returns the anchors of a page's headings, as GitHub makes them. */
function headingsOf(path: string): readonly string[] {
  return [...read(path).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
