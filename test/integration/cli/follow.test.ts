import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { main } from '../../../cli/main.ts';
import { tracked } from '../../support/open-resources.ts';

const pauses: number[] = [];

// Every pause between two connections ends at once. A client that never gives up is stopped.
jest.mock('node:timers/promises', () => ({
  setTimeout: async (milliseconds: number) => {
    pauses.push(milliseconds);
    if (pauses.length > 50) throw new Error('it never ends');
  },
}));

beforeEach(() => {
  pauses.length = 0;
});

type Step = (response: ServerResponse) => void;

const refused =
  (status: number): Step =>
  (response) => {
    response.writeHead(status, { 'Content-Type': 'application/problem+json' });
    response.end(
      JSON.stringify({ status, code: `code_${status}`, title: 'No', detail: `refused with ${status}` }),
    );
  };

const stream =
  (...cursors: readonly string[]): Step =>
  (response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.end(cursors.map((cursor) => `id: ${cursor}\ndata: {"cursor":"${cursor}"}\n\n`).join(''));
  };

/** Sends events and then breaks the connection. */
const broken =
  (...cursors: readonly string[]): Step =>
  (response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    const text = cursors.map((cursor) => `id: ${cursor}\ndata: {"cursor":"${cursor}"}\n\n`).join('');
    response.write(text, () => response.destroy());
  };

/**
 * Runs `tickerspan follow` against a server that answers its connections in this order, and then
 * with 401.
 */
async function follow(steps: readonly Step[], ...args: readonly string[]) {
  const paths: string[] = [];
  const answer: RequestListener = (request, response) => {
    paths.push(request.url ?? '');
    (steps[paths.length - 1] ?? refused(401))(response);
  };
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  await using _server = tracked('server', {}, async () => {
    server.closeAllConnections();
    server.close();
  });
  const printed: string[] = [];
  const said: string[] = [];
  const out = {
    print: (line: string) => void printed.push(JSON.parse(line).cursor),
    write: () => {},
    say: (line: string) => void said.push(line),
    progress: () => {},
  };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const code = await main(['follow', '--url', url, ...args], {}, out);
  return { code, paths, printed, said };
}

test('after a connection that ends or breaks, follow continues after the last article that it printed', async () => {
  const { code, paths, printed } = await follow(
    [stream('1-0', '2-0'), broken('3-0'), stream('4-0')],
    '--source',
    'a',
  );
  expect(printed).toEqual(['1-0', '2-0', '3-0', '4-0']);
  expect(paths).toEqual([
    '/v1/articles?source=a',
    '/v1/articles?source=a&after=2-0',
    '/v1/articles?source=a&after=3-0',
    '/v1/articles?source=a&after=4-0',
  ]);
  expect(code).toBe(1);
});

test.each([400, 401, 403])(
  'a refusal with %d ends follow with 1, and its reason is shown',
  async (status) => {
    const { code, paths, said } = await follow([refused(status)]);
    expect([code, paths.length]).toEqual([1, 1]);
    expect(said.join()).toContain(`refused with ${status}`);
  },
);

test.each([429, 500, 503])(
  'an answer with %d does not end follow, and its reason is shown',
  async (status) => {
    const { printed, said } = await follow([refused(status), stream('1-0')]);
    expect(printed).toEqual(['1-0']);
    expect(said[0]).toContain(`refused with ${status}`);
  },
);

test('pauses double up to 30 seconds, and start again after an event has come', async () => {
  const unavailable = (count: number) => Array.from({ length: count }, () => refused(503));
  await follow([...unavailable(8), stream('1-0'), ...unavailable(2)]);
  expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 500, 1000, 2000]);
});

test('follow ends if the API cannot be reached at all', async () => {
  const out = { print: () => {}, write: () => {}, say: () => {}, progress: () => {} };
  expect(await main(['follow', '--url', 'http://127.0.0.1:9'], {}, out)).not.toBe(0);
  expect(pauses).toEqual([]);
});
