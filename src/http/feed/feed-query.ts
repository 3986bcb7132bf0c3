import type { Request } from 'express';
import { z } from 'zod';
import { type Cursor, isCursor } from '../../feed/cursor.ts';
import type { FeedFilter } from '../../feed/feed-entry.ts';
import { tickerFrom } from '../../tickers/ticker.ts';
import { parseQuery } from '../middleware/query-parameters.ts';

/** What a request asks of the feed. */
export interface FeedRequest {
  readonly after?: Cursor;
  readonly limit?: number;
  readonly filter: FeedFilter;
}

export const MAX_ENTRIES = 1000;
export const DEFAULT_LIMIT = 100;

const NO_CURSOR = 'This is not a cursor: send the `next` of an earlier response, or nothing';
const NO_LIMIT = `Expected a number from 1 to ${MAX_ENTRIES}`;
const NO_TICKER = 'Expected one ticker such as sz000625, hk00700 or usBABA';
const NO_SOURCE = 'Expected the name of one source';

export const feedQuery = z.object({
  after: z
    .string({ error: NO_CURSOR })
    .refine(isCursor, { error: NO_CURSOR })
    .exactOptional()
    .describe('A cursor: returns what was finished after it. Without it, the feed starts at its beginning.'),
  ticker: z
    .string({ error: NO_TICKER })
    .transform((text, context) => {
      const ticker = tickerFrom(text);
      if (ticker === undefined) context.addIssue({ code: 'custom', message: NO_TICKER });
      return ticker ?? z.NEVER;
    })
    .exactOptional()
    .describe('Only articles that genuinely mention this ticker.'),
  source: z
    .string({ error: NO_SOURCE })
    .refine((name) => name !== '', { error: NO_SOURCE })
    .exactOptional()
    .describe('Only articles from this site or feed.'),
  limit: z
    .string({ error: NO_LIMIT })
    .refine((text) => /^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= MAX_ENTRIES, {
      error: NO_LIMIT,
    })
    .meta({
      description: 'The maximum number of articles.',
      type: 'integer',
      minimum: 1,
      maximum: MAX_ENTRIES,
      default: DEFAULT_LIMIT,
    })
    .transform(Number)
    .exactOptional(),
});

export const lastEventIdHeader = z.string().optional().describe('Like `after`, for text/event-stream.');

/** @throws AppError `invalid_request` that names every parameter at fault. */
export function feedRequestIn(request: Request): FeedRequest {
  const resumed = request.get('Last-Event-ID');
  const isInvalid = resumed !== undefined && resumed !== '' && !isCursor(resumed);
  const faults = isInvalid ? [{ pointer: '/after', detail: `Last-Event-ID: ${NO_CURSOR}` }] : [];
  const { ticker, source, ...wanted } = parseQuery(feedQuery, request, faults);
  return {
    ...wanted,
    filter: { ...(ticker === undefined ? {} : { ticker }), ...(source === undefined ? {} : { source }) },
  };
}
