import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tracked } from './open-resources.ts';

export interface SocketReceiver extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /**
   * Reads what was sent, and returns the number of connections that the other side has not closed.
   */
  open(): number;
}

/** Starts a receiver that handles each connection with `serve`, which need not speak HTTP. */
export async function startSocketReceiver(serve: (socket: Socket) => void): Promise<SocketReceiver> {
  const sockets = new Set<Socket>();
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    for (const set of [sockets, open]) set.add(socket);
    socket.on('end', () => open.delete(socket)).on('error', () => {});
    socket.on('close', () => {
      for (const set of [sockets, open]) set.delete(socket);
    });
    serve(socket);
  });
  server.listen(0, '0.0.0.0');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const receiver = {
    url: `http://127.0.0.1:${port}`,
    port,
    open: () => {
      for (const socket of open) socket.resume();
      return open.size;
    },
  };
  return tracked('socket receiver', receiver, async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
}
