import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Api, refusalOf, request, UnreachableError } from './api.ts';
import { eventsIn } from './event-stream.ts';
import type { Output } from './output.ts';

const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 30_000;

/**
 * Runs `tickerspan follow`: prints each finished article as a JSON line until the process ends.
 * Returns 1 if the API refuses.
 */
export async function follow(args: readonly string[], api: Api, out: Output): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ticker: { type: 'string' },
      source: { type: 'string' },
      after: { type: 'string' },
      once: { type: 'boolean', default: false },
    },
  });
  const filter = new URLSearchParams();
  if (values.ticker !== undefined) filter.set('ticker', values.ticker);
  if (values.source !== undefined) filter.set('source', values.source);
  return values.once
    ? printAll(api, filter, values.after, out)
    : printAsTheyCome(api, filter, values.after, out);
}

/** Prints everything after a cursor, page by page. */
async function printAll(
  api: Api,
  filter: URLSearchParams,
  after: string | undefined,
  out: Output,
): Promise<number> {
  for (let cursor = after; ; ) {
    const query = new URLSearchParams(filter);
    if (cursor !== undefined) query.set('after', cursor);
    const response = await request(api, `/v1/articles?${query}`);
    if (!response.ok) {
      out.say(await refusalOf(response));
      return 1;
    }
    const { items, next } = (await response.json()) as { items: unknown[]; next: string };
    for (const item of items) out.print(JSON.stringify(item));
    if (next === cursor) return 0;
    cursor = next;
  }
}

/** Reconnects after the entry that was printed last. Waits longer after each failure. */
async function printAsTheyCome(
  api: Api,
  filter: URLSearchParams,
  after: string | undefined,
  out: Output,
): Promise<number> {
  const place = { cursor: after };
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, MAX_PAUSE_MS)) {
    const before = place.cursor;
    try {
      const refusal = await printStream(api, filter, place, out);
      if (refusal !== undefined) return refusal;
    } catch (error) {
      // Nothing has ever arrived, so the address is probably wrong.
      if (error instanceof UnreachableError && place.cursor === undefined) throw error;
      out.say(`${(error as Error).message}; reconnecting`);
    }
    if (place.cursor !== before) pause = FIRST_PAUSE_MS;
    await delay(pause);
  }
}

/** Prints the events of one connection. Returns the exit code if the API refuses permanently. */
async function printStream(
  api: Api,
  filter: URLSearchParams,
  place: { cursor: string | undefined },
  out: Output,
): Promise<number | undefined> {
  const query = new URLSearchParams(filter);
  if (place.cursor !== undefined) query.set('after', place.cursor);
  const response = await request(api, `/v1/articles?${query}`, { headers: { Accept: 'text/event-stream' } });
  if (!response.ok || !response.body) {
    out.say(await refusalOf(response));
    return response.status < 500 && response.status !== 429 ? 1 : undefined;
  }
  for await (const { id, data } of eventsIn(Readable.fromWeb(response.body as never))) {
    if (data !== undefined) out.print(data);
    place.cursor = id ?? place.cursor;
  }
  return undefined;
}
