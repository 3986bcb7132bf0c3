import { receiverOf } from '../../../../src/webhooks/receiver.ts';
import {
  MAX_PLACES,
  type Place,
  Postponed,
  ReceiverLimits,
} from '../../../../src/webhooks/receiver-limits.ts';
import type { Attempt } from '../../../../src/webhooks/send-webhook.ts';

const DELIVERED: Attempt = { outcome: 'delivered', status: 204 };
const TIMED_OUT: Attempt = { outcome: 'failed', status: null, reason: 'it did not answer' };

let now = 0;
let limits: ReceiverLimits;

beforeEach(() => {
  now = 0;
  limits = new ReceiverLimits(() => now);
});

const take = (url: string, allowPrivate = false) => limits.take(receiverOf(url, allowPrivate));

/** Acquires a place for each URL that can still have one, and returns these places. */
function takeAll(urls: Iterable<string>): readonly Place[] {
  const places: Place[] = [];
  for (const url of urls) {
    try {
      places.push(take(url));
    } catch (error) {
      if (!(error instanceof Postponed)) throw error;
    }
  }
  return places;
}

const many = (url: string) => new Array<string>(20).fill(url);
const hosts = (count: number, name = 'host') =>
  Array.from({ length: count }, (_, host) => `https://${name}${host}.example${host}.com/`);

/** Ends one attempt at each URL after the given time. */
function attemptAll(urls: Iterable<string>, attempt: Attempt, milliseconds: number): void {
  const places = takeAll(urls);
  now += milliseconds;
  for (const place of places) place.leave(attempt);
}

test('a receiver starts with two places, and gets eight after a quick answer', () => {
  const url = 'https://receiver.example/hook';
  expect(takeAll(many(url))).toHaveLength(2);
  limits = new ReceiverLimits(() => now);
  attemptAll([url], DELIVERED, 50);
  expect(takeAll(many(url))).toHaveLength(8);
});

test.each([
  ['times out', TIMED_OUT, 15_000, 1],
  ['answers after seconds', DELIVERED, 9000, 4],
  ['refuses with a status at once', { outcome: 'failed', status: 500, reason: '' } as const, 20, 8],
])(
  'a quick receiver that %s loses or keeps its places accordingly',
  (_how, attempt, milliseconds, places) => {
    const url = 'https://receiver.example/hook';
    attemptAll([url], DELIVERED, 50);
    attemptAll([url], attempt, milliseconds);
    expect(takeAll(many(url))).toHaveLength(places);
  },
);

test('a refused connection does not change a receiver’s places', () => {
  const url = 'https://receiver.example/hook';
  attemptAll([url], TIMED_OUT, 1);
  expect(takeAll(many(url))).toHaveLength(2);
});

test('a host is one receiver for all ports, and its domain is one site', () => {
  take('https://receiver.example:8443/');
  take('https://receiver.example/');
  expect(() => take('http://receiver.example/other')).toThrow(Postponed);
  const names = Array.from({ length: 40 }, (_, name) => `https://h${name}.evil.com.cn/`);
  expect(takeAll(names)).toHaveLength(8);
  take('https://other.com.cn/');
  const addresses = Array.from({ length: 40 }, (_, host) => `https://[2606:4700::${host + 1}]/`);
  expect(takeAll(addresses)).toHaveLength(8);
});

test('each port is a receiver if private addresses are allowed', () => {
  for (let port = 8000; port < 8050; port++) take(`http://127.0.0.1:${port}/`, true);
});

test('quick receivers keep their places while others hang, and new ones get places after the first timeouts', () => {
  attemptAll(['https://live.org/'], DELIVERED, 50);
  const hanging = takeAll(hosts(1000));
  expect(hanging.length).toBeLessThan(MAX_PLACES);
  expect(takeAll(many('https://live.org/'))).toHaveLength(8);
  now += 15_000;
  for (const place of hanging) place.leave(TIMED_OUT);
  // The same receivers try again, and their timeouts are known by now.
  const again = takeAll(hosts(hanging.length));
  expect(again.length).toBeLessThan(hanging.length / 2);
  expect(takeAll(hosts(100, 'new'))).toHaveLength(100);
});

test('a delivery is postponed longer, the longer no other one ends', () => {
  const url = 'https://receiver.example/hook';
  const pause = () => {
    try {
      take(url);
    } catch (error) {
      if (error instanceof Postponed) return error.pauseMs;
    }
    return undefined;
  };
  const [first, second] = [take(url), take(url)];
  const pauses = [0, 500, 2500, 14_000].map((age) => {
    now = age;
    return pause();
  });
  expect(pauses).toEqual([200, 500, 2500, 4000]);
  now = 15_000;
  first.leave(TIMED_OUT);
  second.leave(TIMED_OUT);
  take(url);
  now += 3000;
  expect(pause()).toBe(20_000);
});

test('leaving a place twice frees it only once', () => {
  const place = take('https://receiver.example/');
  place.leave();
  place.leave();
  take('https://receiver.example/');
  take('https://receiver.example/');
  expect(() => take('https://receiver.example/')).toThrow(Postponed);
});
