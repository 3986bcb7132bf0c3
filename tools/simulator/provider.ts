import type { Market } from './market.ts';

/** What a provider looks at in a request. */
export type QuoteRequest = {
  /** The request target as it came, percent-encoding included. */
  readonly path: string;
  /** The `Referer` header, or the empty string. */
  readonly referer: string;
};

/** A response in the bytes of the wire. */
export type Answer = { readonly status: number; readonly contentType: string; readonly body: Buffer };

/** One company's quote service. To add one: a file beside the others in providers/ and a line in the table there. */
export interface Provider {
  /** The symbols a path asks for, as they were sent; undefined when the path is not this provider's. */
  symbolsOf(path: string): readonly string[] | undefined;
  /** The true answer to a request whose path is this provider's. */
  answer(request: QuoteRequest, symbols: readonly string[], market: Market): Answer;
  /** What it sends to an address that has asked too often; without one it hangs up. */
  readonly refusal?: Answer;
  /** What it sends when it has lost its data; without one, the answer of an exchange that lists nothing. */
  throttled?(request: QuoteRequest, symbols: readonly string[], market: Market): Answer;
}

/** The request target with its percent-encoding undone, or as it came where that is broken. */
export function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The request target's path and its decoded parameters. */
export function queryOf(path: string): { readonly pathname: string; readonly query: URLSearchParams } {
  const [pathname = '', query = ''] = path.split(/\?(.*)/s, 2);
  return { pathname, query: new URLSearchParams(query) };
}
