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
  'src/ledger',
  'src/telemetry',
  'src/operations',
];
const BASE = [
  'src/api-keys.ts',
  'src/errors.ts',
  'src/clean-text.ts',
  'src/deep-readonly.ts',
  'src/sha256.ts',
  'src/retry-after.ts',
  'src/logger.ts',
  'src/shutdown.ts',
  'src/async',
  'src/redis',
  'src/redis/target.ts',
];

/** What each part may import besides itself. A new folder of `src` needs a line. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  config: ['src/api-keys.ts', 'src/redis/target.ts', 'src/tickers', 'src/sha256.ts'],
  'src/api-keys.ts': [],
  'src/errors.ts': [],
  'src/clean-text.ts': [],
  'src/deep-readonly.ts': [],
  'src/log-repeats.ts': [],
  'src/sha256.ts': [],
  'src/retry-after.ts': [],
  'src/async': ['src/errors.ts'],
  'src/logger.ts': ['src/errors.ts', 'src/log-repeats.ts'],
  'src/redis': ['src/errors.ts', 'src/logger.ts', 'src/async', 'src/redis/target.ts'],
  'src/redis/target.ts': [],
  'src/shutdown.ts': ['src/errors.ts', 'src/logger.ts', 'src/async'],
  'src/tickers': ['src/errors.ts'],
  'src/mentions': ['src/tickers', 'src/async'],
  'src/quotes': ['src/tickers', 'src/errors.ts', 'src/clean-text.ts', 'src/async', 'src/redis'],
  'src/articles': [
    'src/tickers',
    'src/mentions',
    'src/quotes',
    'src/errors.ts',
    'src/clean-text.ts',
    'src/deep-readonly.ts',
    'src/sha256.ts',
    'src/async',
    'src/redis',
  ],
  'src/webhooks': [
    'src/articles',
    'src/queue',
    'src/telemetry',
    'src/errors.ts',
    'src/logger.ts',
    'src/sha256.ts',
    'src/retry-after.ts',
    'src/async',
    'src/redis',
  ],
  'src/queue': ['src/articles', 'src/errors.ts', 'src/async', 'src/redis'],
  'src/feed': [
    'src/tickers',
    'src/articles',
    'src/errors.ts',
    'src/deep-readonly.ts',
    'src/async',
    'src/redis',
  ],
  'src/ledger': ['src/async', 'src/errors.ts', 'src/redis'],
  'src/telemetry': ['src/quotes', 'src/ledger', 'src/errors.ts', 'src/logger.ts', 'src/async', 'src/redis'],
  'src/operations': [
    'src/tickers',
    'src/quotes',
    'src/webhooks',
    'src/articles',
    'src/feed',
    'src/queue',
    'src/ledger',
    'src/telemetry',
    'src/errors.ts',
    'src/deep-readonly.ts',
    'src/async',
    'src/redis',
  ],
  'src/web': ['src/articles'],
  'src/http': [...CORE, ...BASE, 'src/web'],
  'src/wiring': [...CORE, ...BASE],
  'src/api.ts': [...CORE, ...BASE, 'src/wiring', 'src/http'],
  'src/server.ts': ['src/api.ts', 'src/wiring', 'config', ...BASE],
  workers: [...CORE, ...BASE, 'src/wiring'],
  cli: [
    'src/tickers',
    'src/mentions',
    'src/articles',
    'src/sha256.ts',
    'src/retry-after.ts',
    'cli/operator',
    'config',
  ],
  'cli/operator': [...CORE, ...BASE, 'src/wiring', 'cli', 'config'],
  'tools/simulator': ['src/quotes'],
  'workers/main.ts': ['workers', 'src/wiring', 'config', ...BASE],
};
const STRANGERS =
  /^(src\/.*\/(?:dialects|signals|providers|histories|submissions|representations))\/([^/.]+)/;

const files = ['config', 'src', 'workers', 'cli', 'tools/simulator'].flatMap((root) =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:[jt]s|json)$/.test(name))
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

test('the check finds files and their imports', () => {
  expect(files).toContain('src/articles/annotate.ts');
  expect(importsOf.get('src/articles/annotate.ts')).toContain('src/mentions/mention.ts');
});

test('every file belongs to a part in the table, and every import leads to a file', () => {
  expect(files.filter((file) => partOf(file) === undefined)).toEqual([]);
  expect(imports.filter(({ to }) => !files.includes(to))).toEqual([]);
});

test('each part imports only what the table allows, including types', () => {
  const forbidden = imports.filter(({ from, to }) => {
    const part = partOf(from) ?? '';
    return partOf(to) !== part && !MAY_IMPORT[part]?.includes(partOf(to) ?? '');
  });
  expect(forbidden).toEqual([]);
});

test('dialects, signals, providers, histories, submissions and representations do not import their siblings', () => {
  // The folder and the file of one provider share a name and may import each other.
  const acquainted = imports.filter(({ from, to }) => {
    const [, folder, name] = STRANGERS.exec(from) ?? [];
    const [, otherFolder, otherName] = STRANGERS.exec(to) ?? [];
    return folder !== undefined && folder === otherFolder && name !== otherName && name !== 'table';
  });
  expect(acquainted).toEqual([]);
});

test('the simulator imports the product’s calendars, but nothing that knows a wire format', () => {
  const shared = imports.filter(({ from, to }) => isIn(from, 'tools/simulator') && isIn(to, 'src'));
  const isCalendar = (file: string): boolean =>
    isIn(file, 'src/quotes/calendars') || file === 'src/quotes/zoned-time.ts';
  expect(shared.filter(({ to }) => isCalendar(to)).length).toBeGreaterThan(0);
  expect(shared.filter(({ to }) => !isCalendar(to))).toEqual([]);
});

test('no file imports itself, directly or through others', () => {
  const done = new Set<string>();
  expect(files.flatMap((file) => cycleFrom(file, [], done) ?? [])).toEqual([]);
});

test('no folder has a meaningless name', () => {
  const nameless = /(?:^|\/)(?:utils?|helpers?|lib|common|services?|types?)\//;
  expect(files.filter((file) => nameless.test(file))).toEqual([]);
});

test('only the code that loads when tracing is on imports OpenTelemetry', () => {
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

test('only the shared mechanism sends Lua scripts to Redis', () => {
  const senders = files.filter((file) =>
    /\.(?:eval|evalsha|defineCommand)\(|'eval(?:sha)?'/.test(readFileSync(file, 'utf8')),
  );
  // permissions.ts asks Redis whether we may run scripts.
  expect(senders.sort()).toEqual(['src/redis/permissions.ts', 'src/redis/scripts.ts']);
});
