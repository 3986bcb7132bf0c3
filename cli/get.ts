import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Api, refusalOf, request } from './api.ts';
import type { Output } from './output.ts';
import { UsageError } from './usage.ts';

const TYPES: Readonly<Record<string, string>> = {
  json: 'application/json',
  html: 'text/html',
  markdown: 'text/markdown',
  'ld+json': 'application/ld+json',
};

/**
 * Runs `tickerspan get ID`. Returns 1 if the article is unknown, does not finish in time, or has
 * failed.
 */
export async function get(args: readonly string[], api: Api, out: Output): Promise<number> {
  const { id, type, seconds } = optionsIn(args);
  const response = await finished(api, `/v1/articles/${encodeURIComponent(id)}`, type, seconds);
  if (!response.ok) {
    out.say(await refusalOf(response));
    return 1;
  }
  const text = await response.text();
  out.write(text.endsWith('\n') ? text : `${text}\n`);
  return response.status === 200 && !hasFailed(response, text) ? 0 : 1;
}

function optionsIn(args: readonly string[]): { id: string; type: string; seconds: number } {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { format: { type: 'string', default: 'json' }, wait: { type: 'string', default: '30' } },
  });
  const [id, ...more] = positionals;
  const type = Object.hasOwn(TYPES, values.format) ? TYPES[values.format] : undefined;
  const seconds = Number(values.wait);
  if (id === undefined || more.length > 0) throw new UsageError('Name one article by its id');
  if (!type) throw new UsageError(`--format must be one of ${Object.keys(TYPES).join(', ')}`);
  if (!(seconds >= 0)) throw new UsageError('--wait must be a number of seconds');
  return { id, type, seconds };
}

/**
 * Polls until the article is finished or the time is up. The service may hold each poll for up to
 * 30 seconds.
 */
async function finished(api: Api, path: string, type: string, seconds: number): Promise<Response> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const left = deadline - performance.now();
    const prefer = left >= 1000 ? { Prefer: `wait=${Math.min(30, Math.floor(left / 1000))}` } : {};
    const response = await request(api, path, { headers: { Accept: type, ...prefer } });
    if (response.status !== 202 || left <= 0) return response;
    await response.body?.cancel();
    await delay(Math.min(500, Math.max(50, left)));
  }
}

function hasFailed(response: Response, text: string): boolean {
  return (
    /^application\/json/.test(response.headers.get('Content-Type') ?? '') &&
    JSON.parse(text).status === 'failed'
  );
}
