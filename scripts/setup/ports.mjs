import { createServer } from 'node:net';

/**
 * Whether a port of 127.0.0.1 can be listened on, now.
 *
 * @param {number} port
 */
export async function isFree(port) {
  return (await listenOnce(port)) !== undefined;
}

/** A port of 127.0.0.1 that is free now; another process may still take it first. */
export async function freePort() {
  const port = await listenOnce(0);
  if (port === undefined) throw new Error('No free port on 127.0.0.1.');
  return port;
}

/**
 * @param {number} port
 * @returns {Promise<number | undefined>} the port that was bound
 */
function listenOnce(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined));
    });
  });
}
