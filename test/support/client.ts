import type { Json } from './json.ts';
import { until } from './until.ts';

/** A response whose body has been read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Json;
}

export async function send(url: string, init?: RequestInit): Promise<Answer> {
  const response = await fetch(url, init);
  return answerOf(response, await response.text());
}

/**
 * Requests an endless response, reads until `isEnough` and closes the connection. A response that
 * ends before is returned as it is.
 */
export async function sendUntil(
  isEnough: (text: string) => boolean,
  url: string,
  init?: RequestInit,
): Promise<Answer> {
  const response = await fetch(url, init);
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (isEnough(text)) break;
  }
  return answerOf(response, text);
}

function answerOf(response: Response, text: string): Answer {
  const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson && text !== '' ? JSON.parse(text) : undefined,
  };
}

export function post(
  apiUrl: string,
  type: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers = {},
): Promise<Answer> {
  return send(`${apiUrl}/v1/articles`, {
    method: 'POST',
    headers: { 'Content-Type': type, ...headers },
    body,
  });
}

/**
 * Returns options for a long poll that the awaited event must end. The API would hold it for 30
 * seconds, and it is aborted earlier.
 */
export function wokenPoll(): RequestInit {
  return { headers: { Prefer: 'wait=30' }, signal: AbortSignal.timeout(28_000) };
}

/** Polls an article until it is finished. */
export function finished(apiUrl: string, id: string, milliseconds?: number): Promise<Answer> {
  return until(
    `article ${id} to be finished`,
    async () => {
      const answer = await send(`${apiUrl}/v1/articles/${id}`).catch(() => undefined);
      return answer?.status === 200 ? answer : undefined;
    },
    milliseconds,
  );
}
