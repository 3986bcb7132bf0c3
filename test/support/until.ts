import { setTimeout as delay } from 'node:timers/promises';

/**
 * Calls `check` every 25 ms until it returns something, and returns that. Throws after
 * `milliseconds`, which is only a safety net: a busy machine must not reach it.
 */
export async function until<T>(
  what: string,
  check: () => Promise<T | undefined | false | null> | T | undefined | false | null,
  milliseconds = 60_000,
): Promise<T> {
  const deadline = Date.now() + milliseconds;
  while (Date.now() < deadline) {
    const found = await check();
    if (found) return found;
    await delay(25);
  }
  throw new Error(`waited ${milliseconds} ms for ${what}`);
}
