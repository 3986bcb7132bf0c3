import { setTimeout as delay } from 'node:timers/promises';
import { describeEnding, describeLog } from './child.mjs';

const ANSWER_MS = 20_000;
const POLL_MS = 100;

/**
 * Waits until a URL answers 200.
 *
 * @param {string} url
 * @param {import('./child.mjs').Child} child that should answer
 */
export async function untilAnswered(url, child) {
  for (const deadline = Date.now() + ANSWER_MS; Date.now() < deadline; await delay(POLL_MS)) {
    if (!child.isRunning()) throw new Error(describeEnding(child, await child.exited));
    const status = await statusOf(url);
    if (status === 200) return;
  }
  throw new Error(`${url} did not answer 200 within ${ANSWER_MS / 1000} s.\n${describeLog(child)}`);
}

/** @param {string} url */
async function statusOf(url) {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    return undefined;
  }
}
