import { AppError, ERROR_CODES } from '../../../../src/errors.ts';
import { problemReply } from '../../../../src/http/problem.ts';

test.each(ERROR_CODES)('%s has a status and a title, and says when to retry if that helps', (code) => {
  const { status, headers, body } = problemReply(new AppError(code, 'why'), 'r1');
  expect(body).toMatchObject({
    type: `urn:tickerspan:problem:${code}`,
    title: expect.stringMatching(/^[A-Z]\w* \w/),
    status,
    detail: 'why',
    code,
    requestId: 'r1',
  });
  expect(status).toBeGreaterThanOrEqual(400);
  expect('Retry-After' in (headers ?? {})).toBe(status === 503);
});

test('an unexpected error is reported without its message', () => {
  const { status, body } = problemReply(new Error('a secret'), 'r1');
  expect([status, JSON.stringify(body)]).toEqual([500, expect.not.stringContaining('a secret')]);
});
