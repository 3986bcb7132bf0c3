import { type Line, linesOf } from '../../../../../src/articles/submissions/ndjson.ts';

const CHUNK = 16 * 1024;

async function* chunksOf(bytes: Uint8Array, onTaken: (bytes: number) => void = () => {}) {
  for (let from = 0; from < bytes.length; from += CHUNK) {
    onTaken(from + CHUNK);
    yield bytes.subarray(from, from + CHUNK);
  }
}

async function read(bytes: Uint8Array, onTaken?: (bytes: number) => void): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for await (const line of linesOf(chunksOf(bytes, onTaken), { maxBytes: 1000 })) lines.push(line);
  return lines;
}

test.each([
  ['line feeds', '\n'],
  ['lines of spaces', ' \n'],
  ['lines that end as on Windows', '\r\n'],
])('endless %s are refused after about one mebibyte', async (_what, piece) => {
  let bytesRead = 0;
  const endless = Buffer.alloc(64 * 1024 * 1024, piece);
  await expect(read(endless, (bytes) => (bytesRead = bytes))).rejects.toMatchObject({
    code: 'invalid_request',
  });
  expect(bytesRead).toBeLessThan(2 * 1024 * 1024);
});

test('blank lines between articles are skipped and counted, even for many articles', async () => {
  const text = `${'x'.repeat(100)}\n\n\r\n`.repeat(20_000);
  const lines = await read(Buffer.from(text));
  expect(lines).toHaveLength(20_000);
  expect(lines.at(-1)?.line).toBe(3 * 20_000 - 2);
});

test('the parser reports how many bytes of an unfinished line it holds', async () => {
  const pendingBytes: number[] = [];
  async function* chunks() {
    for (const text of ['abc', 'de\nf', '\n']) yield Buffer.from(text);
  }
  for await (const _ of linesOf(chunks(), {
    maxBytes: 1000,
    onBuffered: (bytes) => pendingBytes.push(bytes),
  }));
  expect(pendingBytes).toEqual([3, 1, 0]);
});
