import { once } from 'node:events';
import { createServer, request as openRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import express from 'express';
import { endSlowBodies } from '../../../src/http/server-options.ts';
import { send } from '../../support/client.ts';
import { startRedis } from '../../support/start-redis.ts';
import { startApi } from '../../support/start-service.ts';

test('a body that is not there in time is broken off, a stream of articles is not, nor a slow answer', async () => {
  const app = express();
  app.use(endSlowBodies(60));
  app.get('/', async (_request, response) => {
    await delay(150);
    response.end('late');
  });
  app.post('/', (request, response) => {
    request.resume().on('end', () => response.end('read'));
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const outcome = async (type: string): Promise<string> => {
    const request = openRequest(url, { method: 'POST', headers: { 'Content-Type': type } });
    request.write('x');
    void delay(150).then(() => request.end('y'));
    return Promise.race([
      once(request, 'response').then(([response]) => String(response.resume().statusCode)),
      once(request, 'error').then(() => 'broken off'),
    ]).catch(() => 'broken off');
  };
  expect(await outcome('text/html')).toBe('broken off');
  expect(await outcome('application/x-ndjson')).toBe('200');
  expect((await send(url)).text).toBe('late');
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

test('headers without end are refused', async () => {
  await using redis = await startRedis();
  await using api = await startApi(redis.url);
  const answer = await send(`${api.url}/livez`, { headers: { 'X-Long': 'x'.repeat(20_000) } });
  expect(answer.status).toBe(431);
});
