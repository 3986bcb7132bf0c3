import axios, { type AxiosResponse, isAxiosError } from 'axios';
import { AppError, messageOf } from '../errors.ts';
import { pageError } from './refusal-page.ts';

export interface GetBytesOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly bytes: Uint8Array;
  /** Whether the bundled exchange simulator answered, which says so in its Server header. */
  readonly isSimulated: boolean;
}

/** Sina refuses clients that name no browser of these days. */
const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

/** The statuses by which providers turn a client away for a while: no Referer, throttled, firewalled. */
const REFUSALS: ReadonlySet<number> = new Set([401, 403, 418, 429, 456, 501]);

/**
 * One GET to a provider. A provider is a stranger: no redirect is followed, the size is limited, the body is bytes.
 *
 * @throws AppError `provider_refused` when it turns us away, by its status or with a page, `provider_answer_invalid` for any
 *   other status but 200, any other page or too large a body, `provider_unavailable` when it cannot be reached or does not answer in time. The message names
 *   the provider, the status and the first 80 characters of the answer, never the URL.
 */
export async function getBytes(
  provider: string,
  url: string,
  { headers = {}, maxBytes, signal }: GetBytesOptions,
): Promise<Answer> {
  const response = await request(provider, url, { headers, maxBytes, signal });
  const bytes = new Uint8Array(response.data);
  if (response.status !== 200) throw statusError(provider, response.status, bytes);
  const page = pageError(provider, bytes);
  if (page) throw page;
  return { bytes, isSimulated: response.headers.server === 'tickerspan-exchange-simulator' };
}

async function request(
  provider: string,
  url: string,
  { headers, maxBytes, signal }: Required<GetBytesOptions>,
): Promise<AxiosResponse<ArrayBuffer>> {
  try {
    return await axios.get<ArrayBuffer>(url, {
      headers: { 'User-Agent': USER_AGENT, ...headers },
      signal,
      responseType: 'arraybuffer',
      maxContentLength: maxBytes,
      maxRedirects: 0,
      validateStatus: () => true,
      // Settings come from config/env.ts alone, so no proxy is taken from the environment behind its back.
      proxy: false,
    });
  } catch (cause) {
    if (signal.aborted)
      throw new AppError('provider_unavailable', `${provider} did not answer in time`, { cause });
    if (isAxiosError(cause) && /maxContentLength/.test(cause.message)) {
      throw new AppError('provider_answer_invalid', `${provider} answered with more than ${maxBytes} bytes`);
    }
    throw new AppError('provider_unavailable', `${provider} could not be asked: ${reasonOf(cause)}`, {
      cause,
    });
  }
}

function reasonOf(cause: unknown): string {
  return isAxiosError(cause) && cause.code !== undefined ? cause.code : messageOf(cause);
}

function statusError(provider: string, status: number, bytes: Uint8Array): AppError {
  const excerpt = new TextDecoder('gb18030').decode(bytes.subarray(0, 80)).replaceAll(/\s+/g, ' ');
  const code = REFUSALS.has(status) ? 'provider_refused' : 'provider_answer_invalid';
  return new AppError(code, `${provider} answered ${status}: ${excerpt}`);
}
