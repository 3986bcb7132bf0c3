import { Quota, type SharedCount } from '../../../../src/http/quota.ts';

let now: number;
let requests: number[];
let used: number;
let windowEndsAt: number;
let reserve: (points: number) => Promise<SharedCount>;

beforeEach(() => {
  now = 0;
  requests = [];
  used = 0;
  windowEndsAt = 0;
  reserve = async (points) => {
    requests.push(points);
    if (now >= windowEndsAt) [used, windowEndsAt] = [0, now + 60_000];
    used += points;
    return { consumedPoints: used, msBeforeNext: windowEndsAt - now };
  };
});

const quotaOf = (perMinute: number): Quota =>
  new Quota({ perMinute, reserve: (points) => reserve(points), now: () => now });
const rateLimited = expect.objectContaining({ code: 'rate_limited' });
const outOfReach = async (): Promise<never> => {
  throw new Error('out of reach');
};

async function takeAll(quota: Quota): Promise<number> {
  for (let taken = 0; ; taken++) {
    try {
      await quota.take();
    } catch {
      return taken;
    }
  }
}

test('a quota is full again a minute after its first use', async () => {
  const quota = quotaOf(2);
  await quota.take();
  now = 59_000;
  await quota.take();
  await expect(quota.take()).rejects.toEqual(rateLimited);
  expect([quota.remaining, quota.resetSeconds]).toEqual([0, 1]);
  now = 60_000;
  await quota.take();
  expect([quota.remaining, quota.resetSeconds]).toEqual([1, 60]);
});

test('a request that costs nothing is refused when the quota is used up', async () => {
  const quota = quotaOf(1);
  await quota.take(0);
  await quota.take();
  await expect(quota.take(0)).rejects.toEqual(rateLimited);
});

test('a returned point can be used again', async () => {
  const quota = quotaOf(1);
  await quota.take();
  quota.giveBack();
  await quota.take();
  await expect(quota.take()).rejects.toMatchObject({ retryAfterSeconds: 60 });
});

test('a request that needs more points than are left uses none', async () => {
  const quota = quotaOf(10);
  await quota.take(7);
  await expect(quota.take(4)).rejects.toEqual(rateLimited);
  await expect(quota.take(11)).rejects.toThrow(/counts as 11: ask for less/);
  await quota.take(3);
  expect(quota.remaining).toBe(0);
});

test('quotas with a shared count never exceed the limit together', async () => {
  const [one, other] = [quotaOf(10), quotaOf(10)];
  await Promise.all([one, other].map((quota) => quota.take(3)));
  expect((await takeAll(one)) + (await takeAll(other))).toBe(4);
  now = 60_000;
  expect(await takeAll(one)).toBe(10);
  expect(await takeAll(other)).toBe(0);
});

test('a process joins the window that another process started', async () => {
  await reserve(1);
  now = 40_000;
  const quota = quotaOf(3);
  await quota.take();
  expect([quota.remaining, quota.resetSeconds]).toEqual([1, 20]);
});

test('points are reserved in blocks of a hundredth of the limit, once for all waiting requests', async () => {
  const quota = quotaOf(1000);
  await Promise.all(Array.from({ length: 25 }, () => quota.take()));
  expect(requests).toEqual([10, 10, 10]);
  expect(await takeAll(quota)).toBe(975);
  expect(requests).toHaveLength(100);
});

test('the shared count is not asked again in the same window once the limit is used up', async () => {
  const quota = quotaOf(2);
  await takeAll(quota);
  const before = requests.length;
  for (let time = 0; time < 5; time++) await expect(quota.take()).rejects.toEqual(rateLimited);
  expect(requests).toHaveLength(before);
});

test('without the shared count, a process continues from the last known state', async () => {
  const quota = quotaOf(5);
  await quota.take(2);
  reserve = outOfReach;
  expect(await takeAll(quota)).toBe(3);
  now = 60_000;
  expect(await takeAll(quota)).toBe(5);
});

test('the shared count is asked again after a second, and points used without it stay used', async () => {
  const quota = quotaOf(5);
  const shared = reserve;
  reserve = outOfReach;
  await quota.take(2);
  quota.giveBack();
  reserve = shared;
  now = 999;
  await quota.take();
  expect(requests).toEqual([]);
  now = 1000;
  expect(await takeAll(quota)).toBe(3);
  expect(requests).not.toEqual([]);
});

test('a shared count that hangs delays no request, and its late answer counts', async () => {
  let answer = (_count: SharedCount): void => {};
  const answered = new Promise<SharedCount>((resolve) => {
    answer = resolve;
  });
  const quota = quotaOf(5);
  reserve = (points) => {
    requests.push(points);
    return answered;
  };
  await Promise.all([quota.take(), quota.take()]);
  expect(requests).toEqual([1]);
  answer({ consumedPoints: 4, msBeforeNext: 60_000 });
  await answered;
  expect(quota.remaining).toBe(2);
});
