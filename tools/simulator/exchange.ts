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

/** What to simulate, and at which address. */
export interface ExchangeOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** The clock that prices follow. Default: the system's. */
  readonly now?: () => Date;
  /** Default: the whole catalog. */
  readonly listings?: readonly Listing[];
  /** Another seed gives other prices. Default 1. */
  readonly seed?: number;
}

/** A running exchange. `close` also destroys connections that a fault keeps open. */
export interface Exchange extends Controls, AsyncDisposable {
  /** `http://127.0.0.1:PORT`, the origin of every provider. */
  readonly url: string;
  /** The requests since the start or the last reset, oldest first. */
  readonly requests: readonly SeenRequest[];
  /** Applies to later requests to one provider or to `all`. */
  setFault(provider: ProviderName | 'all', fault: Fault): void;
  close(): Promise<void>;
}

/** Every response has this header, so clients can tell simulated quotes from real ones. */
const SERVER_HEADER = 'tickerspan-exchange-simulator';

// Above this, Node answers 431. It must be well above the 8 KB at which Tencent answers 414.
const MAX_HEADER_BYTES = 1024 * 1024;

/** Starts an exchange that answers in the providers' wire formats. Resolves when it listens. */
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
    else sayPlainly(response, 404, 'Only GET is allowed for quotes.');
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

/**
 * Answers quote requests. `admit` records each one and returns the current fault of its provider.
 */
function quoteDesk(options: ExchangeOptions, admit: (seen: SeenRequest) => Fault): AnswerQuotes {
  const { now = () => new Date(), listings = allListings, seed = 1 } = options;
  const bySymbol = new Map(listings.map((listing) => [listing.symbol, listing]));
  return (request, response) => {
    const seen = recognize(request.path);
    if (seen === undefined) {
      sayPlainly(response, 404, 'No provider has this path.');
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

function recognize(path: string): SeenRequest | undefined {
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
    // A server that is already closed reports an error; ignore it.
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
