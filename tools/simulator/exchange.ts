import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';
import { answerControl, CONTROL_PREFIX, type Controls, sayPlainly } from './controls.ts';
import { deliver, type Fault } from './faults.ts';
import { listings as allListings, type Listing } from './listings.ts';
import { type Market, marketAt } from './market.ts';
import type { Provider, QuoteRequest } from './provider.ts';
import { type ProviderName, providerNames, providers } from './providers/table.ts';
import { type SeenRequest, type Tallies, tally } from './request-log.ts';

export type { Fault, ProviderName, SeenRequest, Tallies };

/** What to simulate, and where. */
export interface ExchangeOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** The clock prices follow; default the system's. */
  readonly now?: () => Date;
  /** Default the whole catalogue. */
  readonly listings?: readonly Listing[];
  /** Another seed gives other prices; default 1. */
  readonly seed?: number;
}

/** A running exchange. Closing it destroys open connections, also those a fault keeps waiting. */
export interface Exchange extends Controls, AsyncDisposable {
  /** `http://127.0.0.1:PORT`, every provider's origin. */
  readonly url: string;
  /** Since the start or the last reset, oldest first. */
  readonly requests: readonly SeenRequest[];
  /** Holds for requests that arrive from now on, at one provider or at `all`. */
  setFault(provider: ProviderName | 'all', fault: Fault): void;
  close(): Promise<void>;
}

/** By this header a client can tell simulated quotes from real ones; every response carries it. */
const SERVER_HEADER = 'tickerspan-exchange-simulator';

// Node answers 431 above this; it must lie well above the 8 KB at which Tencent answers 414.
const MAX_HEADER_BYTES = 1024 * 1024;

/** Starts an exchange that speaks the providers' wire formats. Resolves when it listens. */
export async function startExchange(options: ExchangeOptions = {}): Promise<Exchange> {
  const requests: SeenRequest[] = [];
  const faultOf = new Map<ProviderName, Fault>();
  const controls: Controls = {
    setFault(provider, fault) {
      for (const name of provider === 'all' ? providerNames : [provider]) faultOf.set(name, fault);
    },
    tallies: () => tally(requests),
    forgetRequests() {
      requests.length = 0;
    },
  };
  const answerQuotes = quoteDesk(options, (seen) => {
    requests.push(seen);
    return faultOf.get(seen.provider) ?? 'none';
  });
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (request, response) => {
    response.setHeader('Server', SERVER_HEADER);
    const { method, url: path = '/', headers } = request;
    if (path.startsWith(CONTROL_PREFIX)) {
      answerControl(request, response, controls).catch(() => response.destroy());
    } else if (method === 'GET') answerQuotes({ path, referer: headers.referer ?? '' }, response);
    else sayPlainly(response, 404, 'Quotes are had by GET.');
  });
  server.on('clientError', (_error, socket) => {
    const answer = `HTTP/1.1 400 Bad Request\r\nServer: ${SERVER_HEADER}\r\nConnection: close\r\n\r\n`;
    socket.end(answer, () => socket.destroy());
  });
  const url = await listen(server, options.port ?? 0, options.host ?? '127.0.0.1');
  const close = (): Promise<void> => closeAtOnce(server);
  return { ...controls, url, requests, close, [Symbol.asyncDispose]: close };
}

type AnswerQuotes = (request: QuoteRequest, response: ServerResponse) => void;

/** Answers quote requests; `admit` notes each one and says how its provider feels at the moment. */
function quoteDesk(options: ExchangeOptions, admit: (seen: SeenRequest) => Fault): AnswerQuotes {
  const { now = () => new Date(), listings = allListings, seed = 1 } = options;
  const bySymbol = new Map(listings.map((listing) => [listing.symbol, listing]));
  return (request, response) => {
    const seen = recognise(request.path);
    if (seen === undefined) {
      sayPlainly(response, 404, 'No provider answers at this path.');
      return;
    }
    const provider: Provider = providers[seen.provider];
    const marketOf = (known: ReadonlyMap<string, Listing>): Market => marketAt(now(), known, seed);
    deliver(admit(seen), {
      response,
      answer: () => provider.answer(request, seen.symbols, marketOf(bySymbol)),
      emptyAnswer: () =>
        provider.throttled?.(request, seen.symbols, marketOf(bySymbol)) ??
        provider.answer(request, seen.symbols, marketOf(new Map())),
      refusal: provider.refusal,
    });
  };
}

function recognise(path: string): SeenRequest | undefined {
  for (const provider of providerNames) {
    const symbols = providers[provider].symbolsOf(path);
    if (symbols !== undefined) return { provider, path, symbols };
  }
  return undefined;
}

function listen(server: Server, port: number, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const bound = server.address() as AddressInfo;
      resolve(`http://${isIPv6(host) ? `[${host}]` : host}:${bound.port}`);
    });
  });
}

function closeAtOnce(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // The error of a server that is closed already is no news.
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
