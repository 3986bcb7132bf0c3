import { once } from 'node:events';
import { connect } from 'node:net';

/** Writes bytes to a server as they are and gives all that it answers until it closes the connection. */
export async function rawRequest(url: string, request: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.setEncoding('latin1').on('data', (text) => {
    answer += text;
  });
  // Who is answered before all is said may find the connection reset.
  socket.on('error', () => {});
  socket.write(request, 'latin1');
  await once(socket, 'close');
  return answer;
}
