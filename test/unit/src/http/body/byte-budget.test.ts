import { setImmediate } from 'node:timers/promises';
import type { AppError } from '../../../../../src/errors.ts';
import { ByteBudget, type ByteHold } from '../../../../../src/http/body/byte-budget.ts';

const MIB = 1024 * 1024;
const overloaded = expect.objectContaining({ code: 'overloaded' });

let now: number;
let budget: ByteBudget;
let opened: ByteHold[];

beforeEach(() => {
  now = 0;
  opened = [];
  budget = new ByteBudget(100 * MIB, () => now);
});

afterEach(() => {
  for (const hold of opened) hold.release();
  expect([budget.used, budget.holds]).toEqual([0, 0]);
});

function open(): ByteHold {
  const hold = budget.open();
  opened.push(hold);
  return hold;
}

/** Opens a hold for a client that sends nothing more. */
function stalled(bytes: number, ends: AppError[] = []): ByteHold {
  const hold = open();
  hold.waitFor({ transferred: () => 5000, end: (reason) => ends.push(reason) });
  hold.set(bytes);
  return hold;
}

test('only as many of 300 bodies of 5 MiB are accepted as fit, and each frees its bytes at its end', () => {
  let refused = 0;
  for (let serial = 0; serial < 300; serial++) {
    const hold = open();
    try {
      hold.add(5 * MIB);
    } catch (error) {
      expect(error).toEqual(overloaded);
      refused++;
    }
  }
  expect([refused, budget.used]).toEqual([285, 75 * MIB]);
  opened[0]?.release();
  open().add(5 * MIB);
  expect(() => open().add(5 * MIB)).toThrow(overloaded);
});

test('small bodies are still accepted after large ones have used their share', () => {
  for (let serial = 0; serial < 15; serial++) open().add(5 * MIB);
  for (let serial = 0; serial < 400; serial++) open().add(64 * 1024);
  expect(() => {
    for (let serial = 0; serial < 2; serial++) open().add(64 * 1024);
  }).toThrow(overloaded);
});

test('a stalled body is ended to make room for another, with the reason', () => {
  const ends: AppError[] = [];
  for (let serial = 0; serial < 15; serial++) stalled(5 * MIB, ends);
  now = 1999;
  expect(() => open().add(5 * MIB)).toThrow(overloaded);
  now = 2000;
  open().add(5 * MIB);
  expect(ends).toEqual([overloaded]);
  expect(budget.used).toBe(75 * MIB);
});

test('a body without progress for half a minute is ended, and a slow one is not', () => {
  const ends: AppError[] = [];
  stalled(MIB, ends);
  const hold = open();
  let transferred = 0;
  hold.waitFor({ transferred: () => transferred, end: (reason) => ends.push(reason) });
  hold.set(MIB);
  for (let second = 0; second < 29; second++) {
    now += 1000;
    transferred += 50;
    budget.sweep();
  }
  expect(ends).toEqual([]);
  now += 1000;
  budget.sweep();
  expect(ends).toEqual([expect.objectContaining({ code: 'invalid_request' })]);
  expect(budget.used).toBe(MIB);
});

test('a body is never ended while nothing waits for the client', () => {
  const hold = stalled(MIB);
  hold.waitFor(undefined);
  now = 1_000_000;
  budget.sweep();
  expect(hold.bytes).toBe(MIB);
});

test('responses wait in order until they fit', async () => {
  const first = open();
  await first.acquire(70 * MIB);
  const order: string[] = [];
  const second = open();
  const large = second.acquire(60 * MIB).then(() => order.push('large'));
  const little = open()
    .acquire(2 * MIB)
    .then(() => order.push('little'));
  await setImmediate();
  expect(order).toEqual([]);
  first.release();
  await Promise.all([large, little]);
  expect(order).toEqual(['large', 'little']);
  expect(budget.used).toBe(62 * MIB);
});

test('a response larger than the whole budget is sent alone', async () => {
  const hold = open();
  await hold.acquire(500 * MIB);
  expect(budget.used).toBe(75 * MIB);
});

test('a request that is closed while it waits holds no bytes', async () => {
  const first = open();
  await first.acquire(70 * MIB);
  const gone = open();
  const waiting = gone.acquire(60 * MIB);
  gone.release();
  first.release();
  await waiting;
  expect(budget.used).toBe(0);
});
