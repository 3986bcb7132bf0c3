import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const CORE = [
  'src/tickers',
  'src/mentions',
  'src/quotes',
  'src/articles',
  'src/webhooks',
  'src/queue',
  'src/feed',
  'src/telemetry',
  'src/operations',
];
const REDIS = [
  'src/redis.ts',
  'src/redis-clock.ts',
  'src/redis-keys.ts',
  'src/store-errors.ts',
  'src/redis-permissions.ts',
  'src/redis-writes.ts',
];
const BASE = [
  'src/errors.ts',
  'src/clean-text.ts',
  'src/logger.ts',
  'src/redis-check.ts',
  'src/shutdown.ts',
  'src/steps.ts',
  'src/concurrency-limit.ts',
  'src/turns.ts',
  ...REDIS,
];

/** What each part may import besides itself. A new folder of `src` needs a line. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  config: [],
  'src/errors.ts': [],
  'src/clean-text.ts': [],
  'src/log-repeats.ts': [],
  'src/steps.ts': [],
  'src/concurrency-limit.ts': [],
  'src/turns.ts': ['src/steps.ts'],
  'src/logger.ts': ['src/errors.ts', 'src/log-repeats.ts'],
  'src/redis.ts': ['src/errors.ts', 'src/store-errors.ts'],
  'src/redis-clock.ts': ['src/redis.ts'],
  'src/redis-keys.ts': ['src/redis.ts'],
  'src/redis-writes.ts': ['src/redis.ts'],
  'src/store-errors.ts': ['src/errors.ts'],
  'src/redis-permissions.ts': ['src/redis.ts'],
  'src/redis-check.ts': ['src/errors.ts', 'src/logger.ts', 'src/redis.ts', 'src/store-errors.ts'],
  'src/shutdown.ts': ['src/errors.ts', 'src/logger.ts'],
  'src/tickers': ['src/errors.ts'],
  'src/mentions': ['src/tickers', 'src/steps.ts'],
  'src/quotes': ['src/tickers', 'src/errors.ts', 'src/clean-text.ts', ...REDIS],
  'src/articles': [
    'src/tickers',
    'src/mentions',
    'src/quotes',
    'src/errors.ts',
    'src/clean-text.ts',
    'src/steps.ts',
    ...REDIS,
  ],
  'src/webhooks': ['src/errors.ts', ...REDIS],
  'src/queue': ['src/articles', 'src/webhooks', 'src/errors.ts', ...REDIS],
  'src/feed': ['src/articles', 'src/errors.ts', 'src/concurrency-limit.ts', ...REDIS],
  'src/telemetry': ['src/quotes', 'src/errors.ts', 'src/logger.ts', ...REDIS],
  'src/operations': [
    'src/tickers',
    'src/quotes',
    'src/webhooks',
    'src/articles',
    'src/feed',
    'src/queue',
    'src/telemetry',
    'src/errors.ts',
    'src/redis-check.ts',
    ...REDIS,
  ],
  'src/web': ['src/articles'],
  'src/http': [...CORE, ...BASE, 'src/web'],
  'src/server.ts': [...CORE, ...BASE, 'src/http', 'config'],
  workers: [...CORE, ...BASE],
  client: ['src/tickers', 'src/mentions', 'src/articles', 'client/operator', 'config'],
  'client/operator': [...CORE, ...BASE, 'client', 'config'],
  'workers/main.ts': [...CORE, ...BASE, 'workers', 'config'],
};
const STRANGERS = /^(.*\/(?:dialects|signals|providers|histories|submissions|representations))\/([^/.]+)/;

const files = ['config', 'src', 'workers', 'client'].flatMap((root) =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[jt]s$/.test(name))
    .map((name) => join(root, name)),
);
const importsOf = new Map(files.map((file) => [file, importsIn(file)]));
const imports = [...importsOf].flatMap(([from, targets]) => targets.map((to) => ({ from, to })));

function importsIn(file: string): readonly string[] {
  const specifiers = readFileSync(file, 'utf8').matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"](\.[^'"]+)['"]/g);
  return [...specifiers].map(([, specifier = '']) => join(dirname(file), specifier));
}

const isIn = (file: string, part: string): boolean => file === part || file.startsWith(`${part}/`);
const partOf = (file: string): string | undefined =>
  Object.keys(MAY_IMPORT).findLast((part) => isIn(file, part));

function cycleFrom(file: string, path: readonly string[], done: Set<string>): readonly string[] | undefined {
  if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
  if (done.has(file)) return undefined;
  for (const next of importsOf.get(file) ?? []) {
    const cycle = cycleFrom(next, [...path, file], done);
    if (cycle) return cycle;
  }
  done.add(file);
  return undefined;
}

test('there are files to be looked at, and imports in them', () => {
  expect(files).toContain('src/articles/annotate.ts');
  expect(importsOf.get('src/articles/annotate.ts')).toContain('src/mentions/mention.ts');
});

test('every file belongs to a part of the table, and every import leads to a file', () => {
  expect(files.filter((file) => partOf(file) === undefined)).toEqual([]);
  expect(imports.filter(({ to }) => !files.includes(to))).toEqual([]);
});

test('each part imports what the table allows, types included', () => {
  const forbidden = imports.filter(({ from, to }) => {
    const part = partOf(from) ?? '';
    return partOf(to) !== part && !MAY_IMPORT[part]?.includes(partOf(to) ?? '');
  });
  expect(forbidden).toEqual([]);
});

test('dialects, signals, providers, histories, submissions and representations know none of their siblings', () => {
  // A provider's own folder bears its name, and is no stranger to it.
  const acquainted = imports.filter(({ from, to }) => {
    const [, folder, name] = STRANGERS.exec(from) ?? [];
    const [, otherFolder, otherName] = STRANGERS.exec(to) ?? [];
    return folder !== undefined && folder === otherFolder && name !== otherName && name !== 'table';
  });
  expect(acquainted).toEqual([]);
});

test('no file imports itself, however far around', () => {
  const done = new Set<string>();
  expect(files.flatMap((file) => cycleFrom(file, [], done) ?? [])).toEqual([]);
});

test('no folder has a name that says nothing', () => {
  const nameless = /(?:^|\/)(?:utils?|helpers?|lib|common|services?|types?)\//;
  expect(files.filter((file) => nameless.test(file))).toEqual([]);
});

test('only what is loaded when traces are on knows OpenTelemetry', () => {
  const knowing = files.filter((file) =>
    /['"](?:@opentelemetry\/|bullmq-otel)/.test(readFileSync(file, 'utf8')),
  );
  expect(knowing).toContain('src/telemetry/tracing/otlp.ts');
  expect(knowing.filter((file) => !isIn(file, 'src/telemetry/tracing'))).toEqual([]);
  const entrances = imports.filter(
    ({ from, to }) => isIn(to, 'src/telemetry/tracing') && !isIn(from, 'src/telemetry/tracing'),
  );
  expect(entrances).toEqual([{ from: 'src/telemetry/tracing.ts', to: 'src/telemetry/tracing/otlp.ts' }]);
  expect(readFileSync('src/telemetry/tracing.ts', 'utf8')).not.toMatch(/from '\.\/tracing\//);
});

test('only the two assembled processes read the environment', () => {
  const readers = files.filter((file) =>
    /\bprocess\s*(?:\.\s*env\b|\[)|\benv\b[^;]*'node:process'/.test(readFileSync(file, 'utf8')),
  );
  expect(readers.sort()).toEqual(['src/server.ts', 'workers/main.ts']);
});
