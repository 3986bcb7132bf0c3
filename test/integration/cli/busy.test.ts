import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { main } from '../../../cli/main.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tickerspan-busy-'));
});

afterEach(() => rm(folder, { recursive: true }));

type Answer = (response: ServerResponse, lines: readonly string[]) => void;

/**
 * Starts a service that gives these answers in order and repeats the last one. It records the
 * requests.
 */
async function startService(...answers: readonly Answer[]) {
  const requests: string[][] = [];
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const lines = (await text(request)).split('\n').filter(Boolean);
    requests.push(lines);
    (answers[requests.length - 1] ?? answers.at(-1))?.(response, lines);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

const refuse =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response
      .writeHead(status, { 'Content-Type': 'application/problem+json', ...headers })
      .end(JSON.stringify({ title: 'Not now', detail: 'Come again', status }));

const RATE_LIMITED = { status: 429, error: { code: 'rate_limited', detail: 'Come again' } };

/** Accepts a number of lines and answers the rest as busy. */
const take =
  (most = Number.POSITIVE_INFINITY): Answer =>
  (response, lines) => {
    const answers = lines.map((_line, index) => ({
      line: index + 1,
      ...(index < most ? { status: 202, id: `a_${index}`, duplicate: false } : RATE_LIMITED),
    }));
    response.end(answers.map((answer) => `${JSON.stringify(answer)}\n`).join(''));
  };

async function submit(url: string, name: string, content: string) {
  const path = join(folder, name);
  await writeFile(path, content);
  const printed: string[] = [];
  const said: string[] = [];
  const progress: string[] = [];
  const out = {
    print: (line: string) => void printed.push(line),
    write: () => {},
    say: (line: string) => void said.push(line),
    progress: (line: string) => void progress.push(line),
  };
  const code = await main(['submit', '--url', url, path], {}, out);
  const outcomes = printed.map((line) => JSON.parse(line));
  return { code, said, progress, items: outcomes.map(({ item }) => item.slice(path.length)), outcomes };
}

const LINES = '{"html":"1"}\n{"html":"2"}\n\n{"html":"3"}\n';

test('a whole file that is refused for now is sent again after Retry-After, and the wait is shown', async () => {
  await using service = await startService(refuse(429, { 'Retry-After': '1' }), take());
  const startedAt = performance.now();
  const { code, said, progress, items } = await submit(service.url, 'a.ndjson', LINES);
  expect(performance.now() - startedAt).toBeGreaterThan(990);
  expect([code, said]).toEqual([0, ['3 accepted, 0 refused']]);
  expect(items).toEqual([':1', ':2', ':4']);
  expect(progress).toContainEqual(expect.stringMatching(/0\/3; the API is busy: on in 1 s$/));
});

test('only lines that are refused for now are sent again', async () => {
  await using service = await startService(take(1), take());
  const { code, said, items } = await submit(service.url, 'a.ndjson', LINES);
  expect(service.requests).toEqual([
    ['{"html":"1"}', '{"html":"2"}', '{"html":"3"}'],
    ['{"html":"2"}', '{"html":"3"}'],
  ]);
  expect([code, said, items]).toEqual([0, ['3 accepted, 0 refused'], [':1', ':2', ':4']]);
});

test('lines that are refused for now are sent again after the longest Retry-After', async () => {
  const busy: Answer = (response) =>
    response.end(
      [2, 1, 2]
        .map((retryAfter, index) => `${JSON.stringify({ line: index + 1, ...RATE_LIMITED, retryAfter })}\n`)
        .join(''),
    );
  await using service = await startService(busy, take());
  const { code, progress, items } = await submit(service.url, 'a.ndjson', LINES);
  expect([code, items]).toEqual([0, [':1', ':2', ':4']]);
  expect(progress).toContainEqual(expect.stringMatching(/on in 2 s$/));
});

test('a file with one article waits as long as the service says', async () => {
  await using service = await startService(refuse(503, { 'Retry-After': '1' }), (response) =>
    response.writeHead(202).end('{"id":"a_1","duplicate":false}'),
  );
  const { code, said, progress } = await submit(service.url, 'a.html', '<p>1</p>');
  expect([code, said]).toEqual([0, ['1 accepted, 0 refused']]);
  expect(progress).toContainEqual(expect.stringContaining('on in 1 s'));
});

test('a Retry-After that is too long to wait for is a refusal at once', async () => {
  await using service = await startService(refuse(429, { 'Retry-After': '86400' }));
  const { code, said, outcomes } = await submit(service.url, 'a.ndjson', LINES);
  expect([code, said]).toEqual([
    1,
    [
      '0 accepted, 3 refused',
      expect.stringMatching(/^429 Not now: Come again; the rest of .*a\.ndjson was not sent$/),
    ],
  ]);
  expect(outcomes[0]).toMatchObject({ status: 429, error: '429 Not now: Come again' });
});

test.each([401, 403])('a whole file that gets a %i is a refusal with the reason', async (status) => {
  await using service = await startService(refuse(status));
  const { code, said } = await submit(service.url, 'a.ndjson', LINES);
  expect([code, said]).toEqual([1, ['0 accepted, 0 refused', `${status} Not now: Come again`]]);
});

test('a connection that breaks off is an error, and the accepted lines are counted', async () => {
  await using service = await startService((response) => {
    response.writeHead(200, { 'Content-Length': '1000' });
    response.write('{"line":1,"status":202,"id":"a_1","duplicate":false}\n', () => response.destroy());
  });
  const { code, said } = await submit(service.url, 'a.ndjson', LINES);
  expect([code, said]).toEqual([3, ['1 accepted, 0 refused', expect.stringContaining('broke off')]]);
});

test('a refused line says which of its fields is wrong', async () => {
  const errors = [
    { pointer: '/titel', detail: 'Unknown field' },
    { pointer: '', detail: 'No html' },
  ];
  await using service = await startService((response) =>
    response.end(
      JSON.stringify({
        line: 1,
        status: 422,
        error: { code: 'invalid_article', detail: 'Two faults', errors },
      }),
    ),
  );
  const { outcomes } = await submit(service.url, 'a.ndjson', '{"titel":1}');
  expect(outcomes[0].error).toBe('invalid_article: Two faults (/titel: Unknown field; /: No html)');
});
