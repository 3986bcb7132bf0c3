import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { createHttpServer, SERVER_OPTIONS } from '../../../src/http/server-options.ts';

/** How long proxies keep an idle connection: nginx 60 to 75 s, AWS ALB 60 s. */
const PROXY_IDLE_MS = 75_000;

async function listening(...[app, options]: Parameters<typeof createHttpServer>) {
  const { server, stop } = createHttpServer(app, options);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, stop, port: (server.address() as AddressInfo).port };
}

async function ask(port: number, agent: Agent, path = '/'): Promise<IncomingMessage> {
  const request = get({ port, host: '127.0.0.1', agent, path });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response;
}

test('an idle connection is kept longer than proxies keep it', () => {
  expect(SERVER_OPTIONS.keepAliveTimeout).toBeGreaterThan(PROXY_IDLE_MS);
});

test('the header timeout does not run while a connection is idle', async () => {
  const options = { ...SERVER_OPTIONS, headersTimeout: 40, connectionsCheckingInterval: 10 };
  const { server, stop, port } = await listening((_request, response) => response.end('x'), options);
  const checks: unknown[] = [];
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let time = 0; time < 2; time++) {
    const response = await ask(port, agent);
    checks.push(response.socket.localPort);
    response.resume();
    await once(response, 'end');
    // By then the server has closed a connection that never sent anything.
    const silent = await closesSilent(port);
    expect(silent).toBe(true);
  }
  expect(new Set(checks).size).toBe(1);
  agent.destroy();
  await stop();
  expect(server.listening).toBe(false);
});

/** Connects, sends nothing, and waits for the server to close the connection. */
async function closesSilent(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  socket.resume();
  await once(socket, 'close');
  return true;
}

test('a server that stops closes idle connections at once, and others after their response', async () => {
  const ends: Record<string, () => void> = {};
  const { stop, port } = await listening((request, response) => {
    if (request.url === '/begun') response.write('begun ');
    ends[request.url ?? ''] = () => response.end('x');
    if (request.url === '/idle') ends['/idle']?.();
  });
  const agent = new Agent({ keepAlive: true });
  const idle = await ask(port, agent, '/idle');
  idle.resume();
  const waiting = ask(port, agent, '/held');
  const begun = await ask(port, agent, '/begun');
  const stopped = stop();
  for (const path of ['/held', '/begun']) ends[path]?.();
  const answer = await waiting;
  expect(answer.headers.connection).toBe('close');
  for (const response of [answer, begun]) response.resume();
  await stopped;
  agent.destroy();
});
