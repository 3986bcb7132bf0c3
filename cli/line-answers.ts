import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { type Fault, UnreachableError, withFaults } from './api.ts';

export const BROKEN_OFF = 'The API broke off the answer; the articles accepted before are listed above';

/** One line of the API's answer to many articles. */
export interface Answer {
  readonly line: number;
  readonly status: number;
  readonly id?: string;
  readonly duplicate?: boolean;
  /** Send the line again after this many seconds. Only present if the refusal is temporary. */
  readonly retryAfter?: number;
  readonly error?: { readonly code: string; readonly detail: string; readonly errors?: readonly Fault[] };
}

/**
 * Yields the answers as they arrive.
 * @throws UnreachableError if the stream breaks off.
 */
export async function* answersIn(body: ReadableStream<Uint8Array>): AsyncGenerator<Answer, void, undefined> {
  try {
    const texts = createInterface({ input: Readable.fromWeb(body as never) });
    for await (const text of texts) yield JSON.parse(text) as Answer;
  } catch (cause) {
    throw new UnreachableError(BROKEN_OFF, { cause });
  }
}

/** Returns why a line was refused, and which of its fields is invalid. */
export function errorOf({ error }: Answer): string | undefined {
  return error && withFaults(`${error.code}: ${error.detail}`, error.errors);
}
