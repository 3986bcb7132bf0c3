import type { Request } from 'express';
import { AppError, type Fault } from '../errors.ts';
import { type Cursor, isCursor } from '../feed/cursor.ts';
import type { FeedFilter } from '../feed/feed-entry.ts';
import { tickerFrom } from '../tickers/ticker.ts';

/** What a request wants of the feed. */
export interface FeedRequest {
  readonly after?: Cursor;
  readonly limit?: number;
  readonly filter: FeedFilter;
}

export const MAX_ENTRIES = 1000;

/** @throws AppError `invalid_request` that names every parameter at fault. */
export function feedRequestIn(request: Request): FeedRequest {
  const faults: Fault[] = [];
  const read = <T>(name: string, parse: (text: string) => T | undefined, detail: string): T | undefined => {
    const text = request.query[name];
    if (text === undefined) return undefined;
    const parsed = typeof text === 'string' ? parse(text) : undefined;
    if (parsed === undefined) faults.push({ pointer: `/${name}`, detail });
    return parsed;
  };
  const after = read('after', cursorFrom, NO_CURSOR);
  const limit = read('limit', limitFrom, `Expected a number from 1 to ${MAX_ENTRIES}`);
  const ticker = read('ticker', tickerFrom, 'Expected one ticker such as sz000625, hk00700 or usBABA');
  const source = read('source', (text) => text || undefined, 'Expected the name of one source');
  const resumed = request.get('Last-Event-ID');
  if (resumed && !isCursor(resumed))
    faults.push({ pointer: '/after', detail: `Last-Event-ID: ${NO_CURSOR}` });
  if (faults.length > 0)
    throw new AppError('invalid_request', 'The feed cannot be asked for this', { faults });
  return {
    ...(after === undefined ? {} : { after }),
    ...(limit === undefined ? {} : { limit }),
    filter: { ...(ticker === undefined ? {} : { ticker }), ...(source === undefined ? {} : { source }) },
  };
}

const NO_CURSOR = 'This is no cursor: send what an answer told as next, or nothing';

const cursorFrom = (text: string): Cursor | undefined => (isCursor(text) ? text : undefined);

function limitFrom(text: string): number | undefined {
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  return limit >= 1 && limit <= MAX_ENTRIES ? limit : undefined;
}
