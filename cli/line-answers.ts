import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { type Fault, UnreachableError, withFaults } from './api.ts';

export const BROKEN_OFF = 'The API broke off; what was taken is told above';

/** One line of the service's answer to many articles. */
export interface Answer {
  readonly line: number;
  readonly status: number;
  readonly id?: string;
  readonly duplicate?: boolean;
  /** In how many seconds to send the line again, if it was refused only for now. */
  readonly retryAfter?: number;
  readonly error?: { readonly code: string; readonly detail: string; readonly errors?: readonly Fault[] };
}

/** The answers as they come. @throws UnreachableError where it breaks off. */
export async function* answersIn(body: ReadableStream<Uint8Array>): AsyncGenerator<Answer, void, undefined> {
  try {
    const texts = createInterface({ input: Readable.fromWeb(body as never) });
    for await (const text of texts) yield JSON.parse(text) as Answer;
  } catch (cause) {
    throw new UnreachableError(BROKEN_OFF, { cause });
  }
}

/** Why a line was refused, and which of its fields is at fault. */
export function errorOf({ error }: Answer): string | undefined {
  return error && withFaults(`${error.code}: ${error.detail}`, error.errors);
}
