import { AppError } from '../../../src/errors.ts';
import { createLogger } from '../../../src/logger.ts';

/** Returns the logged form of an error. */
function logged(error: unknown) {
  const lines: string[] = [];
  createLogger('info', 'test', { destination: { write: (line) => void lines.push(line) } }).error(
    { error },
    'bug',
  );
  return JSON.parse(lines[0] ?? '').error;
}

test('an error is logged with its message, stack, code and causes', () => {
  const cause = new Error('the cause', { cause: 'a text' });
  expect(logged(new AppError('store_unavailable', 'broken', { cause }))).toMatchObject({
    message: 'broken',
    code: 'store_unavailable',
    stack: expect.stringContaining('logger.test.ts'),
    cause: { message: 'the cause', cause: { message: 'a text' } },
  });
});

test('properties that a library adds to an error are not logged', () => {
  const command = { name: 'eval', args: ['a body', 'hunter2'] };
  const config = { headers: { Authorization: 'Bearer hunter2' } };
  const error = Object.assign(new Error('ERR'), { command, config });
  const line = JSON.stringify(logged(new Error('it failed', { cause: error })));
  expect(line).toContain('it failed');
  expect(line).not.toMatch(/hunter2|a body/);
});

test('an error that is its own cause is logged', () => {
  const error = new Error('round');
  error.cause = error;
  expect(logged(error).cause.cause.message).toBe('round');
});

test('a thrown value that is not an error is logged as text', () => {
  expect(logged('nonsense')).toEqual({ message: 'nonsense' });
});
