import fc from 'fast-check';
import { type Line, linesOf } from '../../src/articles/submissions/ndjson.ts';

const MAX_BYTES = 12;

async function* chunked(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (let index = 0; from < bytes.length; index++) {
    const size = sizes[index % sizes.length] ?? 1;
    yield bytes.subarray(from, from + size);
    from += size;
  }
}

/** Returns the lines by their definition, computed from the whole text. */
function expected(text: string): readonly { line: number; text: string | null }[] {
  return text
    .split('\n')
    .map((content, index) => ({ line: index + 1, text: content }))
    .filter(({ text }) => Buffer.byteLength(text) > MAX_BYTES || /[^ \t\r]/.test(text))
    .map(({ line, text }) => ({ line, text: Buffer.byteLength(text) > MAX_BYTES ? null : text }));
}

async function allOf(lines: AsyncIterable<Line>): Promise<readonly { line: number; text: string | null }[]> {
  const all: { line: number; text: string | null }[] = [];
  for await (const { line, bytes } of lines)
    all.push({ line, text: bytes && Buffer.from(bytes).toString('utf8') });
  return all;
}

test('lines are the same for any split into chunks', async () => {
  const piece = fc.constantFrom('a', '"车"', '\n', '\n\n', '\r\n', ' ', '\t', 'xxxxxxxxxxx', '👨‍👩‍👧');
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 30 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
      async (pieces, sizes) => {
        const text = pieces.join('');
        const lines = linesOf(chunked(new TextEncoder().encode(text), sizes), { maxBytes: MAX_BYTES });
        expect(await allOf(lines)).toEqual(expected(text));
      },
    ),
    { numRuns: 200 },
  );
});

test('an overlong line is reported before it ends, and none of it is kept', async () => {
  let chunksRead = 0;
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) {
      chunksRead++;
      yield new Uint8Array(5).fill(0x78);
    }
  }
  const { value } = await linesOf(endless(), { maxBytes: MAX_BYTES }).next();
  expect(value).toEqual({ line: 1, bytes: null });
  expect(chunksRead).toBe(3);
});
