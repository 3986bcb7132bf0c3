import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { paceReading } from '../../../../../src/http/body/paced-reading.ts';

test('after the first 64 KiB, the event loop has a turn between two pieces of a body', async () => {
  const piece = Buffer.alloc(32 * 1024);
  const body = Readable.from(Array(8).fill(piece));
  let turn = 0;
  const turns: number[] = [];
  paceReading(body);
  body.on('data', () => turns.push(turn));
  while (!body.readableEnded) {
    await nextTurn();
    turn += 1;
  }
  const late = turns.slice(2);
  expect(turns).toHaveLength(8);
  expect(new Set(late).size).toBe(late.length);
});
