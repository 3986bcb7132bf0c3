import { eventsIn } from '../../../cli/event-stream.ts';

const bytes = (...texts: readonly string[]) => texts.map((text) => new TextEncoder().encode(text));

async function read(chunks: readonly Uint8Array[]) {
  async function* stream() {
    yield* chunks;
  }
  const events = [];
  for await (const event of eventsIn(stream())) events.push(event);
  return events;
}

test('blank lines separate events, with any kind of line ending', async () => {
  expect(await read(bytes('id: 1\ndata: a\n\nid: 2\r\ndata: b\r\n\r\nid: 3\rdata: c\rdata: d\r\r'))).toEqual([
    { id: '1', data: 'a' },
    { id: '2', data: 'b' },
    { id: '3', data: 'c\nd' },
  ]);
});

test('an event may arrive in pieces, even split within a character', async () => {
  const [whole = new Uint8Array()] = bytes('id: 7\ndata: 长安\n\n');
  for (let cut = 0; cut <= whole.length; cut++) {
    expect(await read([whole.slice(0, cut), whole.slice(cut)])).toEqual([{ id: '7', data: '长安' }]);
  }
});

test('comments and unknown fields are ignored, data lines are joined, and an incomplete event is dropped', async () => {
  expect(await read(bytes(': beat\n\nretry: 10\n\ndata: a\ndata: b\nevent: x\n\nid: 9\ndata: lost'))).toEqual(
    [{ id: undefined, data: 'a\nb' }],
  );
});

test('an event may have an id without data', async () => {
  expect(await read(bytes('id: 5-0\n\n'))).toEqual([{ id: '5-0', data: undefined }]);
});
