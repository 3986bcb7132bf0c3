import { createLogger } from '../../../../src/logger.ts';
import { redisLogger } from '../../../../src/redis/check.ts';

test('each reason is logged once, even if many connections fail and the reasons alternate', () => {
  const lines: string[] = [];
  const logger = createLogger('info', 'test', { destination: { write: (line) => void lines.push(line) } });
  const { onError } = redisLogger(logger);
  for (let time = 0; time < 50; time += 1) {
    onError(new Error('connect ECONNREFUSED'));
    onError(new Error('WRONGPASS'));
  }
  expect(lines.map((line) => JSON.parse(line).reason)).toEqual(['connect ECONNREFUSED', 'WRONGPASS']);
});
