import type { Market } from './market.ts';

/** The parts of a request that a provider reads. */
export type QuoteRequest = {
  /** The request target, still percent-encoded. */
  readonly path: string;
  /** The `Referer` header, or the empty string. */
  readonly referer: string;
};

/** A response, as bytes. */
export type Answer = { readonly status: number; readonly contentType: string; readonly body: Buffer };

/**
 * The quote service of one company. To add one, write a file in providers/ and a line in its table.
 */
export interface Provider {
  /**
   * The symbols that a path asks for, unchanged. Undefined if the path belongs to another provider.
   */
  symbolsOf(path: string): readonly string[] | undefined;
  /** The correct answer to a request with a path of this provider. */
  answer(request: QuoteRequest, symbols: readonly string[], market: Market): Answer;
  /**
   * The answer to a client that has sent too many requests. If missing, the connection is closed.
   */
  readonly refusal?: Answer;
  /**
   * The answer when it has lost its data. If missing, the answer of an exchange without listings.
   */
  throttled?(request: QuoteRequest, symbols: readonly string[], market: Market): Answer;
}

/** Decodes the request target. Returns it unchanged if its percent-encoding is invalid. */
export function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Returns the path and the decoded parameters of the request target. */
export function queryOf(path: string): { readonly pathname: string; readonly query: URLSearchParams } {
  const [pathname = '', query = ''] = path.split(/\?(.*)/s, 2);
  return { pathname, query: new URLSearchParams(query) };
}
