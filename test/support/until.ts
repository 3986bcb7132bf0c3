import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks again every 25 ms until `check` gives something, and gives that; after `milliseconds` the test fails with what
 * was waited for.
 */
export async function until<T>(
  what: string,
  check: () => Promise<T | undefined | false | null> | T | undefined | false | null,
  milliseconds = 20_000,
): Promise<T> {
  const deadline = Date.now() + milliseconds;
  while (Date.now() < deadline) {
    const found = await check();
    if (found) return found;
    await delay(25);
  }
  throw new Error(`waited ${milliseconds} ms in vain: ${what}`);
}
