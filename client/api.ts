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

/** What a refusal says, on one line. */
export async function refusalOf(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const { detail, title, errors = [] } = JSON.parse(text);
    const faults = errors.map(
      (fault: { pointer: string; detail: string }) => `${fault.pointer}: ${fault.detail}`,
    );
    return [`${response.status} ${detail ?? title}`, ...faults].join('; ');
  } catch {
    return `${response.status} ${text.slice(0, 200)}`;
  }
}
