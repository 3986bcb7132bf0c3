import { createServer } from 'node:net';

/** Browsers and `fetch` do not connect to these ports (Fetch Standard, 2.9, "port blocking"). */
const BLOCKED = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
  109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
  526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
  3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

/**
 * Returns whether browsers and `fetch` refuse to connect to a port.
 *
 * @param {number} port
 */
export function isBlocked(port) {
  return BLOCKED.has(port);
}

/**
 * Returns whether a port of 127.0.0.1 is free at the moment.
 *
 * @param {number} port
 */
export async function isFree(port) {
  return (await listenOnce(port)) !== undefined;
}

/** Returns a free port of 127.0.0.1. Another process may still bind it first. */
export async function freePort() {
  const port = await listenOnce(0);
  if (port === undefined) throw new Error('There is no free port on 127.0.0.1.');
  return port;
}

/**
 * Binds a port and releases it again.
 *
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
