import type { Request } from 'express';
import { z } from 'zod';
import { quoteSchema } from '../../quotes/quote.ts';
import { missingReasonSchema, type QuoteAnswers, type QuoteSource } from '../../quotes/quote-source.ts';
import { freshUntil } from '../../quotes/trading-sessions.ts';
import { tickerFrom, tickerSchema } from '../../tickers/ticker.ts';
import { components } from '../components.ts';
import { quoteExample } from '../examples.ts';
import { parseQuery } from '../middleware/query-parameters.ts';
import type { Route } from '../route.ts';

export interface QuotesResources {
  readonly quotes: QuoteSource;
  /** How long a quote is fresh while its exchange is trading. */
  readonly quoteTtlSeconds: number;
}

const MAX_TICKERS = 200;
const COUNT = `Name 1 to ${MAX_TICKERS} tickers, separated by commas, such as ?tickers=sz000625,hk00700,usBABA`;

const tickersQuery = z
  .string({ error: COUNT })
  .transform((text, context) => {
    const codes = text.split(',').map((code) => code.trim());
    if (codes.length > MAX_TICKERS) {
      context.addIssue({ code: 'custom', message: COUNT });
      return [];
    }
    const tickers = codes.map(tickerFrom);
    for (const [index, code] of codes.entries()) {
      if (tickers[index] !== undefined) continue;
      const message = `Invalid ticker ${JSON.stringify(code.slice(0, 32))}: use codes such as sz000625, hk00700 or usBABA`;
      context.addIssue({ code: 'custom', path: [index], message });
    }
    return [...new Set(tickers.filter((ticker) => ticker !== undefined))];
  })
  .meta({
    description: `1 to ${MAX_TICKERS} tickers, separated by commas. Each counts against the rate limit of the key, even if its quote is cached.`,
    example: 'sz000625,hk00700,usBABA',
  });

const query = z.object({ tickers: tickersQuery });

const quotesSchema = z
  .strictObject({
    quotes: z.record(tickerSchema, quoteSchema),
    missing: z.record(tickerSchema, missingReasonSchema),
  })
  .register(components, {
    id: 'Quotes',
    examples: [{ quotes: { sz000625: quoteExample }, missing: { hk99999: 'unknown' } }],
  });

export const getQuotes: Route<QuotesResources> = {
  method: 'get',
  path: '/v1/quotes',
  scope: 'read',
  summary: 'Get the quotes of tickers',
  request: {
    query,
    headers: z.object({
      'Cache-Control': z
        .string()
        .optional()
        .describe('max-age=N: only quotes that were fetched at most N seconds ago (RFC 9111).'),
    }),
  },
  answers: {
    200: {
      description: 'A quote for each ticker, or why there is none.',
      headers: ['Cache-Control', 'Age', 'Cache-Status'],
      content: { 'application/json': quotesSchema },
    },
  },
  problems: ['invalid_request'],
  handler: ({ quotes, quoteTtlSeconds }) =>
    async function handle(request) {
      const { tickers } = parseQuery(query, request);
      const maxAgeSeconds = maxAgeIn(request.get('Cache-Control'));
      const started = Date.now();
      const answers = await quotes.quotesFor(tickers, {
        signal: new AbortController().signal,
        ...(maxAgeSeconds === undefined ? {} : { maxAgeSeconds }),
      });
      return {
        status: 200,
        headers: cacheHeaders(answers, started, quoteTtlSeconds, maxAgeSeconds !== undefined),
        body: {
          quotes: Object.fromEntries(answers.quotes),
          missing: Object.fromEntries(answers.missing),
        },
      };
    },
};

/**
 * Returns how much a request counts against the rate limit: the number of tickers that it names, or
 * 1 if it is not for quotes.
 */
export function quotesCost({ path, query: { tickers } }: Request): number {
  if (path !== '/v1/quotes' || typeof tickers !== 'string') return 1;
  return Math.min(tickers.split(',').length, MAX_TICKERS);
}

/**
 * Returns the maximum age that a request demands (RFC 9111, 5.2.1); undefined if it demands none,
 * or one that is malformed.
 */
function maxAgeIn(header: string | undefined): number | undefined {
  const directives = (header ?? '')
    .toLowerCase()
    .split(',')
    .map((directive) => directive.trim());
  if (directives.includes('no-cache')) return 0;
  const seconds = directives.map((directive) => /^max-age=(\d{1,9})$/.exec(directive)?.[1]).find(Boolean);
  return seconds === undefined ? undefined : Number(seconds);
}

function cacheHeaders(
  { quotes, missing }: QuoteAnswers,
  started: number,
  ttlSeconds: number,
  isDemanded: boolean,
): Readonly<Record<string, string>> {
  const now = Date.now();
  // A provider that failed now may answer the next request.
  const isPartial = [...missing.values()].includes('upstream-error');
  const all = [...quotes].map(([ticker, quote]) => {
    const fetchedAt = new Date(quote.fetchedAt);
    const until = quote.stale ? now : freshUntil(ticker, quote, fetchedAt, { ttlSeconds }).getTime();
    return { fetchedAt: fetchedAt.getTime(), until };
  });
  if (all.length === 0 || isPartial) return { 'Cache-Control': 'no-store' };
  const age = Math.max(0, Math.floor((now - Math.min(...all.map(({ fetchedAt }) => fetchedAt))) / 1000));
  const untilThen = Math.max(0, Math.floor((Math.min(...all.map(({ until }) => until)) - now) / 1000));
  const ttl = missing.size === 0 ? untilThen : Math.min(untilThen, UNKNOWN_SECONDS);
  const isHit = ttl > 0 && all.every(({ fetchedAt }) => fetchedAt < started);
  const forwarded = isDemanded ? 'fwd=request' : 'fwd=miss';
  return {
    // Private, because shared caches do not check keys.
    'Cache-Control': `private, max-age=${ttl === 0 ? 0 : ttl + age}`,
    Age: String(age),
    'Cache-Status': `tickerspan; ${isHit ? `hit; ttl=${ttl}` : `${forwarded}; stored`}`,
  };
}

/** An unknown ticker may become known within a minute. */
const UNKNOWN_SECONDS = 60;
