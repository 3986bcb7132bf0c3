import type { Request } from 'express';
import { AppError, type Fault } from '../errors.ts';
import type { QuoteAnswers, QuoteSource } from '../quotes/quote-source.ts';
import { freshUntil } from '../quotes/trading-sessions.ts';
import { type Ticker, tickerFrom } from '../tickers/ticker.ts';
import type { Reply } from './reply.ts';

export interface QuotesResources {
  readonly quotes: QuoteSource;
  /** How long a quote is fresh while prices move. */
  readonly quoteTtlSeconds: number;
}

const MAX_TICKERS = 200;

/**
 * `GET /v1/quotes?tickers=sz000625,hk00700`: the quotes of tickers as they are known. `Cache-Control: max-age=N` demands that
 * none was fetched more than N seconds ago. `Age` tells how long ago the oldest was, `Cache-Status` (RFC 9211) whether
 * a provider was asked.
 */
export function getQuotes({ quotes, quoteTtlSeconds }: QuotesResources) {
  return async function handle(request: Request): Promise<Reply> {
    const tickers = tickersIn(request.query.tickers);
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
  };
}

/** How much a request counts against the rate limit: each ticker that it names, also one that is cached; 1 for any other request. */
export function quotesCost({ path, query: { tickers } }: Request): number {
  if (path !== '/v1/quotes' || typeof tickers !== 'string') return 1;
  return Math.min(tickers.split(',').length, MAX_TICKERS);
}

function tickersIn(query: unknown): readonly Ticker[] {
  const codes = typeof query === 'string' ? query.split(',').map((code) => code.trim()) : [];
  if (codes.length === 0 || codes.length > MAX_TICKERS) {
    const detail = `Name 1 to ${MAX_TICKERS} tickers, parted by commas: ?tickers=sz000625,hk00700,usBABA`;
    throw new AppError('invalid_request', detail, { faults: [{ pointer: '/tickers', detail }] });
  }
  const tickers: Ticker[] = [];
  const faults: Fault[] = [];
  for (const [index, code] of codes.entries()) {
    const ticker = tickerFrom(code);
    if (ticker) tickers.push(ticker);
    else {
      const detail = `${JSON.stringify(code.slice(0, 32))} is no ticker such as sz000625, hk00700 or usBABA`;
      faults.push({ pointer: `/tickers/${index}`, detail });
    }
  }
  if (faults.length > 0) throw new AppError('invalid_request', 'Not all of tickers are tickers', { faults });
  return [...new Set(tickers)];
}

/** The age that a request demands (RFC 9111, 5.2.1); one that cannot be read demands none. */
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
  // What could not be told this time may be told the next.
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
    // What may be used by whoever asks from here on; shared caches see no keys.
    'Cache-Control': `private, max-age=${ttl === 0 ? 0 : ttl + age}`,
    Age: String(age),
    'Cache-Status': `tickerspan; ${isHit ? `hit; ttl=${ttl}` : `${forwarded}; stored`}`,
  };
}

/** A listing that nobody knows may be known within a minute. */
const UNKNOWN_SECONDS = 60;
