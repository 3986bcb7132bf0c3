import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { main } from '../../../cli/main.ts';
import { strip } from '../../../src/articles/annotate.ts';
import { startExchange } from '../../../tools/simulator/exchange.ts';
import { post } from '../../support/client.ts';
import { failArticles } from '../../support/fail-articles.ts';
import { POST } from '../../support/posts.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { startApi, startWorker } from '../../support/start-service.ts';

let redis: RedisServer;
let folder: string;

beforeEach(async () => {
  redis = await startRedis();
  folder = await mkdtemp(join(tmpdir(), 'tickerspan-client-'));
});

afterEach(async () => {
  await redis[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** Runs the client in this process as a user would. */
async function run(args: readonly string[], env: Record<string, string> = {}) {
  let printed = '';
  let said = '';
  const out = {
    print: (line: string) => {
      printed += `${line}\n`;
    },
    write: (text: string) => {
      printed += text;
    },
    say: (line: string) => {
      said += `${line}\n`;
    },
    progress: () => {},
  };
  const code = await main(args, env, out);
  const lines = () =>
    printed
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  return { code, printed, said, lines };
}

const file = async (name: string, text: string): Promise<string> => {
  const path = join(folder, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, text);
  return path;
};
const html = (serial: number) =>
  `<p>第${serial}号：<span id="stock_sz000625">长安汽车</span>股份有限公司。</p>`;

test('submit posts files and folders, and prints a line with the outcome of each', async () => {
  await using api = await startApi(redis.url);
  await file('in/a.html', html(1));
  await file('in/deep/b.md', POST);
  await file('in/c.json', JSON.stringify({ html: html(3), nonsense: 1 }));
  await file('in/notes.txt', 'no article');
  const { code, said, lines } = await run(['submit', join(folder, 'in')], { TICKERSPAN_URL: api.url });
  const outcomes = lines().sort((a, b) => a.item.localeCompare(b.item));
  expect(outcomes).toMatchObject([
    { item: join(folder, 'in/a.html'), status: 202, duplicate: false, id: expect.stringMatching(/^a_/) },
    {
      item: join(folder, 'in/c.json'),
      status: 422,
      error: expect.stringMatching(/^422 The article cannot be accepted: .* \(\/nonsense: Unknown field\)$/),
    },
    { item: join(folder, 'in/deep/b.md'), status: 202 },
  ]);
  expect([code, said]).toEqual([1, '2 accepted, 1 refused\n']);
});

test('a resumed submission skips what was accepted before', async () => {
  await using api = await startApi(redis.url);
  const journal = join(folder, 'journal');
  const articles = await file('in/a.html', html(1));
  const submit = () => run(['submit', '--url', api.url, '--resume', journal, join(folder, 'in')]);
  expect((await submit()).said).toBe('1 accepted, 0 refused\n');
  await file('in/b.html', html(2));
  expect((await submit()).said).toBe('1 accepted, 0 refused, 1 skipped as accepted before\n');
  // A changed text is another article. A truncated journal line does not count.
  await writeFile(articles, html(3));
  await appendFile(journal, 'in/b');
  expect((await submit()).said).toBe('1 accepted, 0 refused, 1 skipped as accepted before\n');
});

test('an NDJSON file goes in one request, and each outcome names its line', async () => {
  await using api = await startApi(redis.url);
  const lines = [JSON.stringify({ html: html(1) }), '', '{"html":', JSON.stringify({ html: html(2) })];
  const path = await file('many.ndjson', lines.join('\n'));
  const journal = join(folder, 'journal');
  const first = await run(['submit', '--url', api.url, '--resume', journal, '--source', 'wire', path]);
  expect(first.lines()).toMatchObject([
    { item: `${path}:1`, status: 202, duplicate: false },
    { item: `${path}:3`, status: 400, error: expect.stringMatching(/^invalid_request: /) },
    { item: `${path}:4`, status: 202 },
  ]);
  expect(first.code).toBe(1);
  const { printed } = await run(['get', '--url', api.url, '--wait', '0', first.lines()[0].id]);
  expect(JSON.parse(printed).article.source).toBe('wire');
  const second = await run(['submit', '--url', api.url, '--resume', journal, path]);
  expect(second.lines().map(({ item }) => item)).toEqual([`${path}:3`]);
  expect(second.said).toContain('2 skipped');
});

test('get waits for an article and prints it in every format', async () => {
  await using exchange = await startExchange();
  await using api = await startApi(redis.url);
  await using _worker = await startWorker({ redisUrl: redis.url, quotesUrl: exchange.url });
  const path = await file('a.md', POST);
  const { id } = (await run(['submit', '--url', api.url, path])).lines()[0];
  const json = await run(['get', '--url', api.url, id]);
  expect([json.code, JSON.parse(json.printed).status]).toEqual([0, 'enriched']);
  const page = await run(['get', '--url', api.url, '--format', 'html', id]);
  expect(page.printed).toContain('data-ticker="sz000625"');
  const post = await run(['get', '--url', api.url, '--format=markdown', id]);
  expect(post.printed).toContain('tickers: [sz000625]');
});

test('missing articles and invalid arguments set the exit code and say why', async () => {
  await using api = await startApi(redis.url);
  const missing = await run(['get', '--url', api.url, 'a_aaaaaaaaaaaaaaaaaaaaaaaaaa']);
  expect([missing.code, missing.said]).toEqual([
    1,
    expect.stringMatching(/^404 The article was not found: No article has this id/),
  ]);
  for (const args of [
    [],
    ['nonsense'],
    ['get'],
    ['get', 'a', 'b'],
    ['get', '--format', 'pdf', 'a'],
    ['get', '--wait', 'x', 'a'],
    ['get', '--nonsense', 'a'],
    ['submit'],
    ['submit', join(folder, 'nowhere.html')],
    ['submit', await file('a.txt', 'x')],
    ['annotate'],
    ['annotate', '--min-confidence', '2', 'x'],
    ['follow', 'x'],
    ['--url', 'ftp://x', 'get', 'a'],
    ['--url'],
    ['annotate', join(folder, 'nowhere.html')],
    ['annotate', '--link-target', 'foo', await file('b.html', html(1))],
  ]) {
    const { code, said } = await run(args);
    expect([args, code, said]).toEqual([args, 2, expect.stringContaining('usage: tickerspan')]);
  }
  const away = await run(['get', '--url', 'http://127.0.0.1:4', 'a']);
  expect([away.code, away.said]).toEqual([3, expect.stringMatching(/127\.0\.0\.1:4 cannot be reached/)]);
});

test('the key is sent with every request', async () => {
  const secret = 'a-secret-of-some-length';
  const keys = [{ name: 'reader', scopes: ['read' as const], secret }];
  await using api = await startApi(redis.url, { keys });
  const ask = (key: string) =>
    run(['get', '--url', api.url, 'a_aaaaaaaaaaaaaaaaaaaaaaaaaa'], { TICKERSPAN_KEY: key });
  expect((await ask(secret)).said).toMatch(/^404/);
  expect((await ask('wrong')).said).toMatch(/^401/);
});

test('annotate needs no service', async () => {
  const path = await file('a.md', POST);
  const { code, printed } = await run(['annotate', path]);
  expect(code).toBe(0);
  expect(printed).toContain('data-ticker="sz000625"');
  const body = printed.slice(printed.indexOf('\n---\n', 5) + 5);
  expect(POST.endsWith(strip(body))).toBe(true);
  const { mentions } = JSON.parse((await run(['annotate', '--json', path])).printed);
  expect(mentions[0]).toMatchObject({ ticker: 'sz000625', genuine: true, evidence: expect.any(Array) });
});

test.each(['submit', 'get', 'follow', 'annotate'])('%s has its own help', async (command) => {
  const { code, printed } = await run([command, '--help']);
  expect([code, printed]).toEqual([0, expect.stringContaining(`usage: tickerspan ${command}`)]);
});

test('the journal of a submission is readable', async () => {
  await using api = await startApi(redis.url);
  const path = await file('in/a.html', html(1));
  await run(['submit', '--url', api.url, '--resume', join(folder, 'journal'), path]);
  expect(await readFile(join(folder, 'journal'), 'utf8')).toMatch(/a\.html [0-9a-f]{16}\n$/);
});

test('get prints a failed article and exits with 1', async () => {
  await using api = await startApi(redis.url);
  const { id } = (await post(api.url, 'text/html', html(99))).json;
  const commands = new Redis(redis.url);
  const quotesUrl = 'http://127.0.0.1:9';
  await failArticles([id], {
    commands,
    apiUrl: api.url,
    startWorker: () => startWorker({ redisUrl: redis.url, quotesUrl }),
  });
  commands.disconnect();
  const { code, lines } = await run(['get', '--url', api.url, id]);
  expect([code, lines()]).toEqual([1, [expect.objectContaining({ id, status: 'failed' })]]);
});
