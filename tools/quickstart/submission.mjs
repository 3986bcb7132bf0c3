import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { withTimeout } from '../setup/with-timeout.mjs';
import { UsageError } from './options.mjs';

const FINISH_MS = 20_000;
const REQUEST_MS = 10_000;
const POLL_MS = 100;

/** @typedef {{ path: string, bytes: Buffer, contentType: string }} Submission */

/**
 * @param {string} path
 * @returns {Submission}
 */
export function readSubmission(path) {
  const isHtml = ['.html', '.htm'].includes(extname(path).toLowerCase());
  try {
    return { path, bytes: readFileSync(path), contentType: isHtml ? 'text/html' : 'text/markdown' };
  } catch (error) {
    const why = /** @type {NodeJS.ErrnoException} */ (error).code ?? String(error);
    throw new UsageError(`${path} cannot be read (${why})`, { cause: error });
  }
}

/**
 * Submits an article and waits for its result.
 *
 * @param {{ url: string, submission: Submission, signal: AbortSignal }} options
 * @returns {Promise<import('./report.mjs').Result>}
 */
export async function enrichThroughApi({ url, submission, signal }) {
  const { bytes, contentType } = submission;
  const headers = { 'content-type': contentType };
  const accepted = await request(`${url}/v1/articles`, { method: 'POST', headers, body: bytes }, signal);
  for (const deadline = Date.now() + FINISH_MS; Date.now() < deadline; ) {
    const result = await request(`${url}/v1/articles/${accepted.id}`, {}, signal);
    if (['enriched', 'failed'].includes(result.status)) return result;
    await delay(POLL_MS, undefined, { signal });
  }
  throw new Error(`${url}/v1/articles/${accepted.id} was not finished within ${FINISH_MS / 1000} s.`);
}

/**
 * @param {string} url
 * @param {RequestInit} init
 * @param {AbortSignal} signal
 * @returns {Promise<import('./report.mjs').Result>}
 */
async function request(url, init, signal) {
  const what = `${init.method ?? 'GET'} ${url}`;
  return withTimeout(REQUEST_MS, signal, async (bounded) => {
    const answer = await fetch(url, { ...init, signal: bounded }).catch((cause) => {
      throw new Error(`${what} got no answer.`, { cause });
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${what} answered ${answer.status}: ${text.slice(0, 500)}`);
    return JSON.parse(text);
  });
}
