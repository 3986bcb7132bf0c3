import { once } from 'node:events';
import { connect } from 'node:net';

/**
 * Writes bytes to a server unchanged, and returns its whole response once it closes the connection.
 */
export async function rawRequest(url: string, request: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.setEncoding('latin1').on('data', (text) => {
    answer += text;
  });
  // If the server answers before it has read everything, the connection may be reset.
  socket.on('error', () => {});
  socket.write(request, 'latin1');
  await once(socket, 'close');
  return answer;
}
