import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';

export interface MetricsServerOptions {
  readonly host: string;
  readonly port: number;
  readonly registry: Registry;
  /** Returns whether the process works on jobs. Never rejects. */
  readonly isConsuming: () => Promise<boolean>;
}

/**
 * Serves `GET /metrics` and `GET /livez` for a process that serves nothing else. `/livez` answers
 * `503` if the process is alive but takes no jobs, and should be restarted. The caller closes the
 * server.
 */
export function serveMetrics({ host, port, registry, isConsuming }: MetricsServerOptions): Server {
  const metrics = async (response: ServerResponse): Promise<void> => {
    const text = await registry.metrics();
    response.writeHead(200, { 'Content-Type': registry.contentType }).end(text);
  };
  const livez = async (response: ServerResponse): Promise<void> => {
    const consumes = await isConsuming();
    response
      .writeHead(consumes ? 200 : 503, { 'Content-Type': 'application/json; charset=utf-8' })
      .end(JSON.stringify({ status: consumes ? 'alive' : 'not consuming' }));
  };
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0];
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const answer = isRead && path === '/metrics' ? metrics : isRead && path === '/livez' ? livez : notHere;
    answer(response).catch(() => response.writeHead(500).end());
  });
  return server.listen(port, host);
}

async function notHere(response: ServerResponse): Promise<void> {
  const text = 'Here are GET /metrics and GET /livez only.\n';
  response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' }).end(text);
}
