import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { COMMAND_USAGE, USAGE } from '../../cli/usage.ts';

const ROOTS = ['bin', 'cli', 'config', 'deploy', 'docs', 'examples', 'src', 'test', 'tools', 'workers'];
const files = [
  ...readdirSync('.'),
  ...ROOTS.flatMap((root) =>
    readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) => join(root, name)),
  ),
];
const code = files
  .filter((name) => /\.(?:ts|mjs|js)$/.test(name))
  .map((path) => ({ path, ...splitComments(readFileSync(path, 'utf8')) }));
const PAGES = files.filter((name) => /^(?:[A-Z]+|docs\/.*)\.md$/.test(name) && name !== 'CHANGELOG.md');
const pages = PAGES.map((path) => ({ path, text: readFileSync(path, 'utf8') }));
const prose = [...pages, ...code.map(({ path, comments }) => ({ path, text: comments }))];

/** Separates comments from code well enough to search both. */
function splitComments(text: string): { readonly comments: string; readonly statements: string } {
  const isComment = (line: string): boolean => /^\s*(?:\/\/|\/?\*)/.test(line);
  const lines = text.split('\n');
  return {
    comments: lines.filter(isComment).join('\n'),
    statements: lines.filter((line) => !isComment(line)).join('\n'),
  };
}

const MADE_BY_USERS = ['deploy/.env'];

test('every path in a document or comment exists', () => {
  const path = /(?<![\w/.:-])(?:bin|cli|config|deploy|docs|examples|src|test|tools|workers)\/[\w./-]*\w/g;
  const missing = prose.flatMap((each) =>
    [...each.text.matchAll(path)]
      .map(([found]) => found)
      .filter((found) => !existsSync(found) && !MADE_BY_USERS.includes(found))
      .map((found) => `${each.path}: ${found}`),
  );
  expect(missing).toEqual([]);
});

test('every source file that a document or comment names exists', () => {
  const names = new Set(files.map((name) => basename(name)));
  const missing = prose.flatMap((each) =>
    [...each.text.matchAll(/(?<![\w/.<>$-])[a-z][\w-]*(?:\.test)?\.(?:ts|mjs)\b/g)]
      .map(([found]) => found)
      .filter((found) => !names.has(found))
      .map((found) => `${each.path}: ${found}`),
  );
  expect(missing).toEqual([]);
});

test('every symbol in backticks in a document or comment exists in the code', () => {
  const data = files
    .filter((name) => /\.(?:ya?ml|json)$/.test(name))
    .map((name) => readFileSync(name, 'utf8'));
  const texts = [...code.map(({ statements }) => statements), ...data];
  const words = new Set(texts.flatMap((text) => text.match(/[A-Za-z_$][\w$]*/g) ?? []));
  const symbol = /`([a-z]+[A-Z]\w*|[A-Z][a-z]+[A-Z]\w*|[A-Z]+_[A-Z_]+)(?:\([^`]*\))?`/g;
  const missing = prose.flatMap((each) =>
    [...each.text.matchAll(symbol)]
      .map(([, name = '']) => name)
      .filter((name) => !words.has(name))
      .map((name) => `${each.path}: ${name}`),
  );
  expect(missing).toEqual([]);
});

test('every symbol that a document places in a file exists in that file', () => {
  const places = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/`(\w+)`(?: table)?\s+(?:of|in)\s+`([\w./-]+\.(?:ts|mjs))`/g)].map(
      ([, name = '', file = '']) => ({
        ...{ path, name, file },
        texts: code.filter((each) => each.path === file || each.path.endsWith(`/${file}`)),
      }),
    ),
  );
  const wrong = places.filter(
    ({ name, texts }) => !texts.some(({ statements }) => statements.includes(name)),
  );
  expect(places.length).toBeGreaterThan(3);
  expect(wrong.map(({ path, name, file }) => `${path}: ${name} of ${file}`)).toEqual([]);
});

test('no exported value is used only in its own file', () => {
  const unused = code.flatMap(({ path, statements }) =>
    [...statements.matchAll(/^export (?:async )?(?:const|let|function\*?|class) (\w+)/gm)]
      .map(([, name = '']) => name)
      .filter((name) => {
        const use = new RegExp(`\\b${name}\\b`);
        return !code.some((other) => other.path !== path && use.test(other.statements));
      })
      .map((name) => `${path}: ${name}`),
  );
  expect(unused).toEqual([]);
});

describe('the commands in documents', () => {
  const scripts: Readonly<Record<string, string>> = JSON.parse(readFileSync('package.json', 'utf8')).scripts;
  const paths: Readonly<Record<string, object>> = JSON.parse(readFileSync('docs/openapi.json', 'utf8')).paths;
  const PROGRAMS = 'npm|npx|node|curl|docker|kubectl|redis-cli|cp|openssl|tickerspan|promtool';

  /** Commands that a test cannot check, each with the reason. */
  const UNTESTED: Readonly<Record<string, string>> = {
    docker: 'needs a Docker engine; check:image and check:manifests check the files',
    kubectl: 'needs a cluster; check:manifests renders the overlay',
    'redis-cli': 'configures the Redis of an operator',
    openssl: 'is not ours',
    cp: 'is not ours',
  };

  /** Returns the commands in code blocks, with continued lines joined, and those in backticks. */
  function commandsIn(text: string): readonly string[] {
    const joined = text
      .replace(/^```(?:sh|bash)\n([\s\S]*?)^```/gm, (_block, body: string) => body.replace(/^/gm, '    '))
      .replace(/\\\n\s*/g, ' ');
    const start = new RegExp(`^ {4}((?:${PROGRAMS}) .*)$`, 'gm');
    const inline = new RegExp(`\`((?:${PROGRAMS}) [^\`]*)\``, 'g');
    return [...joined.matchAll(start), ...joined.matchAll(inline)]
      .map(([, command = '']) => command.replace(/\s+#.*$/, ''))
      .flatMap((command) => command.split(/ && | \| /))
      .filter((command) => new RegExp(`^(?:${PROGRAMS}) `).test(command));
  }

  function problemOf(command: string): string | undefined {
    const [program = '', ...words] = command.split(/\s+/);
    if (program in UNTESTED) return undefined;
    if (program === 'node') return problemOfNode(words);
    if (program === 'curl') return problemOfCurl(command);
    if (program === 'npm') return problemOfNpm(words);
    return problemOfCli(program === 'npx' ? words : [program, ...words]);
  }

  function problemOfNode([file = '']: readonly string[]): string | undefined {
    const source = file.replace(/^dist\/(.*)\.js$/, '$1.ts');
    return existsSync(source) ? undefined : `${source} does not exist`;
  }

  function problemOfNpm(words: readonly string[]): string | undefined {
    const [verb = '', name = ''] = words;
    if (['ci', 'install', 'audit'].includes(verb)) return undefined;
    const script = scripts[verb === 'run' ? name : verb];
    if (script === undefined) return 'there is no such script';
    const entry = script.split(' ').findLast((word) => /\.(?:ts|mjs|js)$/.test(word)) ?? '';
    const folder = [dirname(entry), entry.replace(/\.\w+$/, '')];
    const text = code
      .filter(({ path }) => path === entry || folder.some((each) => path.startsWith(`${each}/`)))
      .map(({ statements }) => statements)
      .join('\n');
    const known = (option: string): boolean => new RegExp(`(?:--|\\b)${option}\\b`).test(text);
    return optionsIn(words.slice(words.indexOf('--') + 1)).find((option) => !known(option));
  }

  function problemOfCli([program, name = '', ...words]: readonly string[]): string | undefined {
    if (program !== 'tickerspan') return `${program} is not ours`;
    const usage = name.startsWith('-') ? USAGE : COMMAND_USAGE[name];
    if (usage === undefined) return 'there is no such command';
    return optionsIn(words).find((option) => !`${usage}${USAGE}`.includes(`--${option}`));
  }

  function problemOfCurl(command: string): string | undefined {
    const [, target = '', query = ''] = /localhost:8080(\/[^\s'?]*)(?:\?([^\s']*))?/.exec(command) ?? [];
    const path = target.replace(/\/(?:ID|a_\w+)(?=\/|$)/, '/{id}').replace('/ENDPOINT/', '/{endpoint}/');
    const [, method = /--data/.test(command) ? 'POST' : 'GET'] = /-X (\w+)/.exec(command) ?? [];
    const operation = (paths[path] as Record<string, { parameters?: { name?: string; $ref?: string }[] }>)?.[
      method.toLowerCase()
    ];
    if (operation === undefined) return `${method} ${path} is not in openapi.json`;
    const parameters = JSON.stringify(operation.parameters ?? []);
    return [...new URLSearchParams(query).keys()].find((name) => !parameters.toLowerCase().includes(name));
  }

  function optionsIn(words: readonly string[]): readonly string[] {
    return words.flatMap((word) => /^--([a-z][a-z-]*)/.exec(word)?.[1] ?? []);
  }

  const commands = pages.flatMap(({ path, text }) =>
    commandsIn(text).map((command) => [path, command] as const),
  );

  test('are found', () => {
    expect(commands).toContainEqual(['README.md', 'npm run quickstart']);
    expect(commands.length).toBeGreaterThan(40);
  });

  test.each(commands)('%s: %s', (_page, command) => {
    expect(problemOf(command)).toBeUndefined();
  });

  test.each([
    'npm run quickstrat',
    'npm run quickstart -- --twice',
    'npx tickerspan submitt x',
    'npx tickerspan get --loud a',
    'curl localhost:8080/v1/article',
    'curl -X DELETE localhost:8080/v1/articles',
    'node dist/src/serve.js',
  ])('would not be accepted as %s', (command) => {
    expect(problemOf(command)).toBeDefined();
  });
});
