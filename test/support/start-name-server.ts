import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { tracked } from './open-resources.ts';

/**
 * The answer of a name server: addresses of either family, with an alias if there is one; that the
 * name does not exist; or nothing at all.
 */
export type NameAnswer =
  | { readonly addresses: readonly string[]; readonly alias?: string; readonly silentFor?: 4 | 6 }
  | 'unknown'
  | 'silence';

export interface NameServer extends AsyncDisposable {
  /** The server's `address:port` for a resolver. */
  readonly address: string;
  /** The names that were looked up so far, for either family. */
  readonly asked: readonly string[];
  /** Sets how names are answered from now on. */
  answer(next: (name: string) => NameAnswer): void;
}

const TYPES = { A: 1, CNAME: 5, AAAA: 28 } as const;

/** Starts a DNS server on a free loopback port. It knows no names until `answer` is called. */
export async function startNameServer(): Promise<NameServer> {
  let answerOf: (name: string) => NameAnswer = () => 'unknown';
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (query, sender) => {
    const { name, type, end } = questionIn(query);
    asked.push(name);
    const reply = replyTo(query.subarray(0, end), type, answerOf(name));
    if (reply) socket.send(reply, sender.port, sender.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const server = {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    answer(next: (name: string) => NameAnswer) {
      answerOf = next;
    },
  };
  return tracked('name server', server, async () => {
    socket.close();
    await once(socket, 'close');
  });
}

/** Returns the first question of a query (RFC 1035, 4.1.2). */
function questionIn(query: Buffer) {
  const labels: string[] = [];
  let at = 12;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

/** Returns the bytes of a response, or undefined for no response. */
function replyTo(question: Buffer, type: number, answer: NameAnswer): Buffer | undefined {
  if (answer === 'silence') return undefined;
  if (answer === 'unknown') return Buffer.concat([headerOf(question, 3, 0), question.subarray(12)]);
  if (type === (answer.silentFor === 6 ? TYPES.AAAA : answer.silentFor === 4 ? TYPES.A : 0)) return undefined;
  const { alias, addresses } = answer;
  // The owner of a record is the alias, or the name in the question, which starts at byte 12.
  const owner = alias === undefined ? Buffer.from([0xc0, 12]) : nameOf(alias);
  const ofType = addresses.filter((address) => (address.includes(':') ? TYPES.AAAA : TYPES.A) === type);
  const records = [
    ...(alias === undefined ? [] : [recordOf(Buffer.from([0xc0, 12]), TYPES.CNAME, nameOf(alias))]),
    ...ofType.map((address) => recordOf(owner, type, bytesOf(address))),
  ];
  return Buffer.concat([headerOf(question, 0, records.length), question.subarray(12), ...records]);
}

function headerOf(question: Buffer, code: number, answers: number): Buffer {
  const header = Buffer.from(question.subarray(0, 12));
  header.writeUInt16BE(0x8180 | code, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(answers, 6);
  header.writeUInt32BE(0, 8);
  return header;
}

function recordOf(owner: Buffer, type: number, data: Buffer): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(1, 2);
  fixed.writeUInt32BE(60, 4);
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([owner, fixed, data]);
}

function nameOf(name: string): Buffer {
  const labels = name
    .split('.')
    .map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  return Buffer.concat([...labels, Buffer.from([0])]);
}

/** Returns the bytes of an IPv4 address, or of an IPv6 address with all groups or with one `::`. */
function bytesOf(address: string): Buffer {
  if (!address.includes(':')) return Buffer.from(address.split('.').map(Number));
  const [left = '', right = ''] = address.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':').map((group) => parseInt(group, 16)));
  const [before, after] = [groups(left), groups(right)];
  const all = [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}
