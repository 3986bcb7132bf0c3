import { Agent, request as openRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** The API under load. */
export interface Target {
  readonly url: string;
  readonly port: number;
  /** Ids of articles with large enrichments. */
  readonly largeIds: readonly string[];
  /** How long the load lasts. */
  readonly seconds: number;
}

/** Waits until the load ends. */
const lasting = ({ seconds }: Target): Promise<void> => delay(seconds * 1000);

/** Opens connections, writes to each and reads nothing, until the load ends. */
async function stall(
  target: Target,
  count: number,
  write: (socket: Socket, index: number) => void,
): Promise<void> {
  const sockets = Array.from({ length: count }, (_, index) => {
    const socket = connect(target.port, '127.0.0.1', () => write(socket, index));
    return socket.on('error', () => {}).pause();
  });
  await lasting(target);
  for (const socket of sockets) socket.destroy();
}

function head(path: string, headers: Readonly<Record<string, string | number>>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${lines.join('')}\r\n`;
}

/** Posts a body and reads the response. Returns its status and length in bytes. */
async function ask({ url }: Target, path: string, init: RequestInit = {}) {
  try {
    const response = await fetch(url + path, init);
    const bytes = Buffer.from(await response.arrayBuffer());
    const { detail = '' } = response.ok ? {} : JSON.parse(bytes.toString());
    return `${response.status}: ${bytes.length} bytes ${detail.slice(0, 120)}`;
  } catch (error) {
    return (error as Error).name;
  }
}

export function counted(outcomes: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const outcome of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return [...counts].map(([outcome, count]) => `${count} × ${outcome}`).join(', ');
}

const compressed = (target: Target, encoding: string, body: Buffer): Promise<string> =>
  ask(target, '/v1/articles', {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-ndjson', 'Content-Encoding': encoding },
    body: new Uint8Array(body),
  });

const SPACES = Buffer.alloc(5 * 1024 * 1024 - 20, 0x20);
const ARTICLE = Buffer.concat([Buffer.from('<p>x'), SPACES]);

function manyFields(): string {
  const fields = Array.from({ length: 400_000 }, (_, index) => `"${index.toString(36)}":1`);
  return `{"html":"x",${fields.join(',')}}`;
}

export const LOADS: Readonly<Record<string, (target: Target) => Promise<string>>> = {
  nothing: async (target) => {
    await lasting(target);
    return 'ordinary articles alone';
  },
  'blank-lines': async (target) => {
    const bomb = brotliCompressSync(Buffer.alloc(64 * 1024 * 1024, 0x0a), {
      params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_LGWIN]: 24 },
    });
    const headers = {
      'Content-Type': 'application/x-ndjson',
      'Content-Encoding': 'br',
      'Content-Length': bomb.length,
    };
    const sockets = Array.from({ length: 100 }, () => {
      const socket = connect(target.port, '127.0.0.1', () => {
        socket.write(head('/v1/articles', headers));
        socket.write(bomb);
      });
      return socket.on('error', () => {});
    });
    await delay(1000);
    for (const socket of sockets) socket.destroy();
    await lasting(target);
    return `100 × ${bomb.length} bytes, abandoned after 1 s`;
  },
  'tiny-lines': (target) => compressed(target, 'identity', Buffer.from('{}\n'.repeat(1_000_000))),
  'gzipped-lines': (target) => compressed(target, 'gzip', gzipSync(Buffer.alloc(480_000_000, 0x0a))),
  'unknown-fields': async (target) => {
    const headers = { 'Content-Type': 'application/json' };
    const body = manyFields();
    const one = () => ask(target, '/v1/articles', { method: 'POST', headers, body });
    return counted(await Promise.all(Array.from({ length: 6 }, one)));
  },
  'deep-json': async (target) => {
    const headers = { 'Content-Type': 'application/json' };
    const body = '['.repeat(5_000_000);
    const one = () => ask(target, '/v1/articles', { method: 'POST', headers, body });
    return counted(await Promise.all(Array.from({ length: 10 }, one)));
  },
  'stalled-inflating': async (target) => {
    const body = gzipSync(ARTICLE);
    const headers = {
      'Content-Type': 'text/html',
      'Content-Encoding': 'gzip',
      'Content-Length': body.length,
    };
    await stall(target, 300, (socket) => {
      socket.write(head('/v1/articles', headers));
      socket.write(body.subarray(0, -50));
    });
    return `300 × ${body.length} bytes`;
  },
  'stalled-plain': async (target) => {
    const headers = { 'Content-Type': 'text/html', 'Content-Length': ARTICLE.length };
    await stall(target, 300, (socket) => {
      socket.write(head('/v1/articles', headers));
      socket.write(ARTICLE.subarray(0, -50));
    });
    return `300 × ${ARTICLE.length} bytes`;
  },
  'stalled-lines': async (target) => {
    const line = gzipSync(Buffer.concat([Buffer.from('{"html":"'), Buffer.alloc(4_000_000, 0x78)]));
    const headers = {
      'Content-Type': 'application/x-ndjson',
      'Content-Encoding': 'gzip',
      'Transfer-Encoding': 'chunked',
    };
    await stall(target, 300, (socket) => {
      socket.write(head('/v1/articles', headers));
      socket.write(`${line.length.toString(16)}\r\n`);
      socket.write(line);
    });
    return '300 unfinished lines of 4 MB';
  },
  pipelined: async (target) => {
    const requests = 'GET /v1/articles?limit=1000 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'.repeat(8500);
    await stall(target, 10, (socket) => void socket.write(requests));
    return '10 × 8,500 requests that are not read';
  },
  'unread-pages': async (target) => {
    const request = 'GET /v1/articles?limit=1000 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';
    await stall(target, 300, (socket) => void socket.write(request));
    return '300 pages of the feed that are not read';
  },
  listeners: async (target) => {
    const agent = new Agent({ maxSockets: 300 });
    const requests = Array.from({ length: 200 }, () =>
      openRequest(`${target.url}/v1/articles?after=0-0&ticker=usZZZZ`, {
        agent,
        headers: { Accept: 'text/event-stream' },
      })
        .on('response', (response) => response.resume().on('error', () => {}))
        .on('error', () => {}),
    );
    for (const request of requests) request.end();
    await lasting(target);
    for (const request of requests) request.destroy();
    agent.destroy();
    return '200 listeners that read the feed from its start';
  },
  'large-articles': async (target) => {
    const many = ask(target, `/v1/articles?ids=${target.largeIds.join(',')}`);
    const ones = Array.from({ length: 8 }, () => ask(target, `/v1/articles/${target.largeIds[0]}`));
    return counted(await Promise.all([many, ...ones]));
  },
  'unread-articles': async (target) => {
    const request = `GET /v1/articles/${target.largeIds[0]} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`;
    await stall(target, 100, (socket) => void socket.write(request));
    return '100 large articles that are not read';
  },
};
