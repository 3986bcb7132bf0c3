import { send } from './client.ts';

/** The response to one line of a bulk submission. */
export interface LineAnswer {
  readonly line: number;
  readonly status: number;
  readonly id?: string;
  readonly duplicate?: boolean;
  readonly retryAfter?: number;
  readonly error?: { readonly code: string; readonly detail: string; readonly errors?: object[] };
}

/** Posts many articles at once and returns the response to each. */
export async function postMany(
  apiUrl: string,
  type: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers = {},
): Promise<readonly LineAnswer[]> {
  const init = { method: 'POST', headers: { 'Content-Type': type, ...headers }, body };
  const answer = await send(`${apiUrl}/v1/articles`, init);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
  return answer.text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}
