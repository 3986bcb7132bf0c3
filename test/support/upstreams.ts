import { setTimeout as delay } from 'node:timers/promises';
import iconv from 'iconv-lite';
import { AppError } from '../../src/errors.ts';
import { provider, type WireFormat } from '../../src/quotes/provider.ts';
import type { QuoteAnswers, QuoteSource } from '../../src/quotes/quote-source.ts';
import { kindOf } from '../../src/tickers/markets.ts';
import { exchangeOf, parseTicker, type Ticker } from '../../src/tickers/ticker.ts';
import { aQuote, eastmoneyAnswer, eastmoneyRow, foreignCells, sinaRow, tencentRow } from './build.ts';
import { FAILURES, type Failure, type SourceUnderTest, type Upstream } from './quote-source-contract.ts';
import { type StubAnswer, startProviderStub } from './start-provider-stub.ts';

const UNASKED = parseTicker('sz000001');

/**
 * Starts a provider's server on a socket for `describeQuoteSource`, and the provider that uses it.
 */
export async function stubUpstream(format: WireFormat): Promise<SourceUnderTest> {
  let prices: ReadonlyMap<Ticker, number> = new Map();
  let failure: Failure | undefined;
  const stub = await startProviderStub(({ path }) => {
    const keys = path.slice(path.lastIndexOf('=') + 1).split(',');
    const body = answerOf(format, keys, prices);
    return failure === undefined ? body : failed(failure, body);
  });
  const upstream: Upstream = {
    lists: (next) => {
      prices = next;
    },
    fails: (how) => {
      failure = how;
    },
    get questions() {
      return stub.requests.length;
    },
    get open() {
      return stub.openSockets;
    },
  };
  const source = provider(format, { origin: stub.url });
  return { source, upstream, [Symbol.asyncDispose]: () => stub[Symbol.asyncDispose]() };
}

/**
 * Returns a provider's answer for these keys: in reverse order, and with one row more than
 * requested.
 */
function answerOf(
  format: WireFormat,
  keys: readonly string[],
  prices: ReadonlyMap<Ticker, number>,
): Uint8Array {
  const listed = [...prices, [UNASKED, 11.42] as const].flatMap(([ticker, price]) => {
    // It is the second of three American venues.
    const possible = format.keysOf(ticker);
    const key = possible[1] ?? possible[0] ?? '';
    return keys.includes(key) || ticker === UNASKED ? [{ ticker, key, price }] : [];
  });
  const rows = listed.length === 1 ? [] : listed.toReversed();
  switch (format.name) {
    case 'tencent': {
      const lines = rows.map(({ ticker, key, price }) =>
        tencentRow(key, { ...foreignCells(ticker), 3: String(price) }),
      );
      return iconv.encode(lines.join('') || 'v_pv_none_match="1";\n', 'utf8');
    }
    case 'sina': {
      const unknown = keys.filter((key) => !rows.some((row) => row.key === key));
      const lines = rows.map(({ ticker, key, price }) => {
        const field = { hk: 6, us: 1 }[exchangeOf(ticker) as string] ?? 3;
        return sinaRow(key, { ...foreignCells(ticker), [field]: String(price) });
      });
      return iconv.encode(
        unknown.map((key) => `var hq_str_${key}="";\n`).join('') + lines.join(''),
        'gb18030',
      );
    }
    default: {
      const text = eastmoneyAnswer(...rows.map(({ key, price }) => eastmoneyRow(key, { f2: price })));
      return iconv.encode(rows.length === 0 ? '{"rc":102,"data":null}' : text, 'utf8');
    }
  }
}

function failed(how: Failure, body: Uint8Array): StubAnswer {
  switch (how) {
    case 'cut short':
      return body.slice(0, Math.floor(body.length * 0.6));
    case 'empty':
      return '';
    case 'a page':
      return '<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>';
    case 'a ban page':
      return '<html><body>你的IP存在异常访问，已被安全部门封禁</body></html>';
    case 'huge':
      return 'x'.repeat(10 * 1024 * 1024);
    case 'refused':
      return { status: 456 };
    case 'dropped':
      return { fault: 'drop' };
    case 'hanging':
      return { fault: 'hang' };
  }
}

export interface FakeUpstream extends Upstream {
  /** The source for a wrapper under test; it obeys the laws itself. */
  readonly source: QuoteSource;
}

/**
 * Creates a source without a network for wrappers under `describeQuoteSource`: `{ source:
 * cached(fake.source, …), upstream: fake }`.
 */
export function fakeUpstream(): FakeUpstream {
  let prices: ReadonlyMap<Ticker, number> = new Map();
  let failure: Failure | undefined;
  let questions = 0;
  let open = 0;
  const answer = async (tickers: readonly Ticker[], signal: AbortSignal): Promise<QuoteAnswers> => {
    await delay(failure === 'hanging' ? 60_000 : 1, undefined, { signal }).catch((cause: unknown) => {
      throw new AppError('provider_unavailable', 'the fake did not answer in time', { cause });
    });
    if (failure !== undefined && failure !== 'hanging') throw new AppError(FAILURES[failure], failure);
    const quotes = tickers.flatMap((ticker) => {
      const price = prices.get(ticker);
      return price === undefined ? [] : [[ticker, aQuote({ price, name: ticker })] as const];
    });
    const rest = tickers.filter((ticker) => !prices.has(ticker));
    return {
      quotes: new Map(quotes),
      missing: new Map(
        rest.map((ticker) => [ticker, kindOf(ticker) === 'futures' ? 'unsupported' : 'unknown']),
      ),
    };
  };
  return {
    source: {
      name: 'fake',
      async quotesFor(tickers, { signal }) {
        if (tickers.length === 0) return { quotes: new Map(), missing: new Map() };
        questions++;
        open++;
        return await answer(tickers, signal).finally(() => open--);
      },
    },
    lists: (next) => {
      prices = next;
    },
    fails: (how) => {
      failure = how;
    },
    get questions() {
      return questions;
    },
    get open() {
      return open;
    },
  };
}
