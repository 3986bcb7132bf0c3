import { createLogger, type Logger } from '../../../src/logger.ts';

let lines: { msg: string; reason?: string; repeated?: number; article?: string }[];
let logger: Logger;

beforeEach(() => {
  jest.useFakeTimers();
  lines = [];
  logger = createLogger('info', 'test', {
    destination: { write: (line) => void lines.push(JSON.parse(line)) },
  });
});

afterEach(() => jest.useRealTimers());

const times = (count: number, log: (time: number) => void) => {
  for (let time = 0; time < count; time += 1) log(time);
};

test('the same warning is logged once a minute with its number of repetitions, even after the last one', () => {
  const refuse = () =>
    logger.warn({ reason: "NOPERM no permissions to run the 'evalsha' command" }, 'queue error');
  times(11_714, refuse);
  expect(lines).toHaveLength(1);
  jest.advanceTimersByTime(60_000);
  times(3000, refuse);
  jest.advanceTimersByTime(60_000);
  expect(lines.map(({ msg, repeated }) => [msg, repeated])).toEqual([
    ['queue error', undefined],
    ['queue error', 11_713],
    ['queue error', 3000],
  ]);
  expect(lines[2]?.reason).toContain('NOPERM');
  // After a minute without the warning, the next one is logged again.
  jest.advanceTimersByTime(60_000);
  refuse();
  expect(lines).toHaveLength(4);
});

test('reasons that differ only in ids and counts are the same', () => {
  times(100, (time) => logger.warn({ reason: `could not renew lock for job msg_${time}f` }, 'queue error'));
  times(100, (time) =>
    logger.error({ error: new Error(`connect ETIMEDOUT 10.0.0.1:${time}`) }, 'queue error'),
  );
  expect(lines).toHaveLength(2);
});

test('endless different reasons cannot fill the log', () => {
  const letters = 'abcdefghij';
  times(5000, (time) => {
    const reason = [...String(time)].map((digit) => letters[Number(digit)]).join('');
    logger.warn({ reason }, 'queue error');
  });
  expect(lines.length).toBeLessThan(50);
});

test('lines about different articles are all logged, up to a hundred a minute', () => {
  const fail = (time: number) => logger.warn({ article: `a_${time}`, reason: 'away' }, 'enriching failed');
  times(100, fail);
  expect(new Set(lines.map(({ article }) => article)).size).toBe(100);
  times(400, fail);
  jest.advanceTimersByTime(60_000);
  expect(lines).toHaveLength(101);
  expect(lines[100]).toMatchObject({ msg: 'enriching failed', reason: 'away', repeated: 400 });
  expect(lines[100]).not.toHaveProperty('article');
  times(100, fail);
  expect(lines).toHaveLength(201);
});

test('lines below warning are always logged', () => {
  times(500, () => logger.info({ id: 1 }, 'request'));
  expect(lines).toHaveLength(500);
});
