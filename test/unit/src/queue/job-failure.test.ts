import { AppError, ERROR_CODES } from '../../../../src/errors.ts';
import { failureMessage, readFailure, STALLED } from '../../../../src/queue/job-failure.ts';

test.each(ERROR_CODES)('a failure with the code %s is read back', (code) => {
  const detail = 'The store: is full\nand a second line';
  expect(readFailure(failureMessage(new AppError(code, detail)))).toEqual({ code, detail });
});

test.each([
  'Cannot read properties of undefined',
  'oops: a word that is not a code',
  'store_unavailable',
  '',
])('a message without a code is a bug: %j', (message) => {
  expect(readFailure(message)).toEqual({ code: 'internal', detail: message });
});

test('BullMQ’s own message for a job whose workers died means that the article stalled', () => {
  expect(readFailure('job stalled more than allowable limit')).toEqual(STALLED);
});
