import axios, { type AxiosResponse, isAxiosError } from 'axios';
import { AppError, messageOf } from '../errors.ts';

export interface GetBytesOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly bytes: Uint8Array;
  /** Whether the bundled exchange simulator answered. It says so in its Server header. */
  readonly isSimulated: boolean;
}

/** Sina refuses clients that do not look like a current browser. */
const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

/**
 * The statuses by which providers refuse a client for a while: no Referer, throttled, firewalled.
 */
const REFUSALS: ReadonlySet<number> = new Set([401, 403, 418, 429, 456, 501]);

/**
 * Sends one GET to a provider. Providers are not trusted: no redirect is followed, the size is
 * limited, and the body is bytes. Error messages contain the provider, the status and the first 80
 * characters of the answer, never the URL.
 *
 * @throws AppError `provider_refused` if it refuses us, by its status or with a page;
 * `provider_answer_invalid` for any other status than 200, any other page, or too large a body;
 * `provider_unavailable` if it cannot be reached or does not answer in time.
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
      // All settings come from config/env.ts, so axios must not take a proxy from the environment.
      proxy: false,
    });
  } catch (cause) {
    if (signal.aborted)
      throw new AppError('provider_unavailable', `${provider} did not answer in time`, { cause });
    if (isAxiosError(cause) && /maxContentLength/.test(cause.message)) {
      throw new AppError('provider_answer_invalid', `${provider} answered with more than ${maxBytes} bytes`);
    }
    throw new AppError('provider_unavailable', `${provider} could not be reached: ${reasonOf(cause)}`, {
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

/** The error of a page with status 200, which is a refusal or an invalid answer. */
function pageError(provider: string, bytes: Uint8Array): AppError | undefined {
  const start = bytes.subarray(0, MAX_PAGE_BYTES);
  if (!/^\uFEFF?\s*</.test(new TextDecoder().decode(start))) return undefined;
  // Sina's pages are in GB18030, those of firewalls in UTF-8. In the wrong encoding a page does not
  // contain the words.
  const texts = ['utf-8', 'gb18030'].map((encoding) => new TextDecoder(encoding).decode(start));
  const isRefusal = texts.some((text) => REFUSAL.test(text));
  const excerpt = texts[0]?.slice(0, 80).replaceAll(/\s+/g, ' ');
  return new AppError(
    isRefusal ? 'provider_refused' : 'provider_answer_invalid',
    `${provider} answered a page: ${excerpt}`,
  );
}

/** How much of a page is searched for the words of a refusal. */
const MAX_PAGE_BYTES = 4096;
const REFUSAL =
  /封禁|异常访问|访问异常|访问过于频繁|验证码|拦截|captcha|forbidden|\bdenied\b|\bblocked\b|\bbanned\b|\bfirewall\b|too many requests/i;
