import { Quota } from '../../../../src/http/rate-limit.ts';

test('a quota is whole again a minute after its first use', () => {
  let now = 0;
  const quota = new Quota(2, () => now);
  quota.take();
  now = 59_000;
  quota.take();
  expect(() => quota.take()).toThrow(expect.objectContaining({ code: 'rate_limited' }));
  expect([quota.remaining, quota.resetSeconds]).toEqual([0, 1]);
  now = 60_000;
  quota.take();
  expect([quota.remaining, quota.resetSeconds]).toEqual([1, 60]);
});

test('what takes nothing is refused all the same where nothing is left', () => {
  const quota = new Quota(1, () => 0);
  quota.take(0);
  quota.take();
  expect(() => quota.take(0)).toThrow(expect.objectContaining({ code: 'rate_limited' }));
});

test('what is given back can be taken again', () => {
  const quota = new Quota(1, () => 0);
  quota.take();
  quota.giveBack();
  quota.take();
  expect(() => quota.take()).toThrow(expect.objectContaining({ retryAfterSeconds: 60 }));
});
