import { createServer, type Server } from 'node:http';
import type { Registry } from 'prom-client';

/** Serves a process's metrics at `/metrics`, for a process that serves nothing else. Whoever opens it closes it. */
export function serveMetrics(registry: Registry, { host, port }: { host: string; port: number }): Server {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response
        .writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' })
        .end('Here is GET /metrics only.\n');
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { 'Content-Type': registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  return server.listen(port, host);
}
