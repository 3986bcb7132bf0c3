import { EventEmitter, once } from 'node:events';
import { type ClientRequest, createServer, request as openRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { endSlowBodies } from '../../../src/http/server-options.ts';
import { send } from '../../support/client.ts';
import { startRedis } from '../../support/start-redis.ts';
import { startApi } from '../../support/start-service.ts';
import { until } from '../../support/until.ts';

test('a slow body is cut off, but not a stream of articles or a slow response', async () => {
  const app = express();
  app.use(endSlowBodies(60));
  const arrivals = new EventEmitter();
  app.get('/', (_request, response) => {
    arrivals.emit('request', response);
  });
  app.post('/', (request, response) => {
    request.resume().on('end', () => response.end('read'));
    arrivals.emit('request', response);
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const begin = async (type: string): Promise<ClientRequest> => {
    const arrived = once(arrivals, 'request');
    const request = openRequest(url, { method: 'POST', headers: { 'Content-Type': type } });
    request.write('x');
    await arrived;
    return request;
  };

  const stream = await begin('application/x-ndjson');
  const asked = once(arrivals, 'request');
  const slowAnswer = send(url);
  const [toBeAnswered] = await asked;
  // It begins last, so the deadlines of the others have passed when its own does.
  const body = await begin('text/html');
  await expect(once(body, 'response')).rejects.toMatchObject({ code: 'ECONNRESET' });

  const answered = once(stream, 'response');
  stream.end('y');
  const [answer] = await answered;
  expect(answer.resume().statusCode).toBe(200);
  toBeAnswered.end('late');
  expect((await slowAnswer).text).toBe('late');
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

test('a client that leaves before sending its body leaves no timer, even if it was answered before', async () => {
  const deadlineMs = 600_123;
  const set = jest.spyOn(globalThis, 'setTimeout');
  const cleared = jest.spyOn(globalThis, 'clearTimeout');
  const pending = () =>
    set.mock.calls.flatMap(([, ms], call) => {
      const timer = set.mock.results[call]?.value;
      return ms === deadlineMs && !cleared.mock.calls.some(([ended]) => ended === timer) ? [timer] : [];
    }).length;
  const app = express();
  app.use(endSlowBodies(deadlineMs), (_request, response) => {
    response.end('too large');
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const headers = { 'Content-Type': 'text/html', 'Content-Length': 1000 };
  const request = openRequest({ host: '127.0.0.1', port, method: 'POST', headers });
  request.on('error', () => {});
  request.write('x');
  const [response] = await once(request, 'response');
  expect(pending()).toBe(1);
  response.resume();
  request.destroy();
  await until('the deadline to be cleared', () => pending() === 0, 5000);
  jest.restoreAllMocks();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

test('overlong headers are refused', async () => {
  await using redis = await startRedis();
  await using api = await startApi(redis.url);
  const answer = await send(`${api.url}/livez`, { headers: { 'X-Long': 'x'.repeat(20_000) } });
  expect(answer.status).toBe(431);
});
