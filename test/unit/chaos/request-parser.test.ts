import { RequestParser } from '../../chaos/request-parser.ts';
import { commandOf } from '../../chaos/store-command.ts';

const request = (...parts: readonly string[]): Buffer =>
  Buffer.from(
    `*${parts.length}\r\n${parts.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`).join('')}`,
  );

const TWO = Buffer.concat([request('SET', 'key', '长安\r\n汽车'), request('GET', 'key')]);

test('the parser finds each request wherever the network splits it, and keeps every byte', () => {
  for (let size = 1; size <= TWO.length; size += 1) {
    const parser = new RequestParser();
    const requests = [];
    for (let at = 0; at < TWO.length; at += size) requests.push(...parser.push(TWO.subarray(at, at + size)));
    expect(requests.map(({ parts }) => parts.map(String))).toEqual([
      ['SET', 'key', '长安\r\n汽车'],
      ['GET', 'key'],
    ]);
    expect(Buffer.concat(requests.map(({ bytes }) => bytes))).toEqual(TWO);
  }
});

test('the keys of a script are separated from its arguments', () => {
  const parts = ['EVALSHA', 'digest', '2', 'one', 'two', 'three'].map((part) => Buffer.from(part));
  expect(commandOf(parts)).toEqual({
    name: 'evalsha',
    isScript: true,
    keys: ['one', 'two'],
    args: ['three'],
  });
});
