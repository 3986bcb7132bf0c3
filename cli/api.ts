/** The address of the API, and the caller's key. */
export interface Api {
  readonly url: string;
  readonly key: string | undefined;
}

/** The API cannot be reached, or its answer breaks off. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/**
 * Sends one request. A refusal is an answer.
 * @throws UnreachableError if no answer comes.
 */
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

/** The API can be reached but refuses: this caller, or for longer than the command waits. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

export interface Fault {
  readonly pointer: string;
  readonly detail: string;
}

/** Returns what a refusal says, on one line. */
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

/** Appends faults: `Invalid document (/titel: Unknown field)`. */
export function withFaults(text: string, faults: readonly Fault[] = []): string {
  const listed = faults.map(({ pointer, detail }) => `${pointer || '/'}: ${detail}`);
  return listed.length > 0 ? `${text} (${listed.join('; ')})` : text;
}
