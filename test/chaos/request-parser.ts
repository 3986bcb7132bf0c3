/** A request of a Redis client: its bytes as they came, and its parts. */
export interface RawRequest {
  readonly bytes: Buffer;
  readonly parts: readonly Buffer[];
}

const STAR = 0x2a;
const DOLLAR = 0x24;

/**
 * Splits what a client sends to Redis into requests. Clients send only arrays of bulk strings
 * (RESP).
 */
export class RequestParser {
  #chunks: Buffer[] = [];
  #length = 0;
  /** Parsing waits until this many bytes are there. */
  #wanted = 1;

  /** Adds received bytes and returns the requests that are now complete. */
  push(chunk: Buffer): readonly RawRequest[] {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    if (this.#length < this.#wanted) return [];
    const all = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
    const requests: RawRequest[] = [];
    let at = 0;
    for (;;) {
      const request = readRequest(all, at);
      if (typeof request === 'number') {
        this.#wanted = request - at;
        break;
      }
      requests.push(request);
      at += request.bytes.length;
    }
    this.#chunks = at === all.length ? [] : [all.subarray(at)];
    this.#length = all.length - at;
    return requests;
  }
}

/**
 * Parses the request that begins at `start`. If it is incomplete, returns the offset that the bytes
 * must reach at least.
 */
function readRequest(bytes: Buffer, start: number): RawRequest | number {
  const head = readLength(bytes, start, STAR);
  if (head === undefined) return bytes.length + 1;
  const parts: Buffer[] = [];
  let at = head.next;
  for (let part = 0; part < head.length; part += 1) {
    const size = readLength(bytes, at, DOLLAR);
    if (size === undefined) return bytes.length + 1;
    const end = size.next + size.length;
    if (end + 2 > bytes.length) return end + 2;
    parts.push(bytes.subarray(size.next, end));
    at = end + 2;
  }
  return { bytes: bytes.subarray(start, at), parts };
}

function readLength(
  bytes: Buffer,
  at: number,
  marker: number,
): { readonly length: number; readonly next: number } | undefined {
  if (at >= bytes.length) return undefined;
  if (bytes[at] !== marker) throw new Error(`a client sent Redis something that is no request: ${bytes[at]}`);
  const end = bytes.indexOf('\r\n', at);
  if (end === -1) return undefined;
  return { length: Number(bytes.toString('latin1', at + 1, end)), next: end + 2 };
}
