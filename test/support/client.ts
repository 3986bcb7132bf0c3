import { until } from './until.ts';

/** An answer with its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly json: any;
}

export async function send(url: string, init?: RequestInit): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = /\bjson/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson ? JSON.parse(text) : undefined,
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
