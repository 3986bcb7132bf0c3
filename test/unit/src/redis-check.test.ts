import { createLogger } from '../../../src/logger.ts';
import { tellOfRedis } from '../../../src/redis-check.ts';

test('however many connections fail by it, one reason is told once in a while', () => {
  const lines: string[] = [];
  const logger = createLogger('info', 'test', { destination: { write: (line) => void lines.push(line) } });
  let now = 0;
  const { onError } = tellOfRedis(logger, () => now);
  const fail = (reason: string, times: number) => {
    for (let time = 0; time < times; time += 1) onError(new Error(reason));
  };
  fail('connect ECONNREFUSED', 50);
  fail('WRONGPASS', 2);
  now += 10_000;
  fail('WRONGPASS', 3);
  expect(lines.map((line) => JSON.parse(line).reason)).toEqual([
    'connect ECONNREFUSED',
    'WRONGPASS',
    'WRONGPASS',
  ]);
});
