/** Where the API is, and who asks. */
export interface Api {
  readonly url: string;
  readonly key: string | undefined;
}

/** That the API cannot be reached, or breaks off. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** One request. @throws UnreachableError where no answer comes; a refusal is an answer. */
export async function request(api: Api, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (api.key !== undefined) headers.set('Authorization', `Bearer ${api.key}`);
  try {
    return await fetch(new URL(path, api.url), { ...init, headers });
  } catch (cause) {
    throw new UnreachableError(`${new URL(api.url).host} cannot be reached: ${reasonOf(cause)}`, { cause });
  }
}

function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : message;
}

/** That the API can be reached and will not: for this caller, or for longer than anybody waits. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

export interface Fault {
  readonly pointer: string;
  readonly detail: string;
}

/** What a refusal says, on one line. */
export async function refusalOf(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const { detail, title, errors } = JSON.parse(text);
    const said = [title, detail].filter((part) => typeof part === 'string').join(': ');
    return `${response.status} ${withFaults(said, errors)}`;
  } catch {
    return `${response.status} ${text.slice(0, 200)}`;
  }
}

/** `Not like this (/titel: Unknown field)` */
export function withFaults(text: string, faults: readonly Fault[] = []): string {
  const told = faults.map(({ pointer, detail }) => `${pointer || '/'}: ${detail}`);
  return told.length > 0 ? `${text} (${told.join('; ')})` : text;
}
