import { AppError } from '../errors.ts';

/**
 * What a page means that comes with status 200 where no provider has pages: that it is turning us away, or nothing; undefined
 * where the answer is no page.
 */
export function pageError(provider: string, bytes: Uint8Array): AppError | undefined {
  const start = bytes.subarray(0, LOOKED_AT_BYTES);
  if (!/^\uFEFF?\s*</.test(new TextDecoder().decode(start))) return undefined;
  // Sina's pages are in GB18030, firewalls' in UTF-8; a page of the one, read as the other, has no such words.
  const texts = ['utf-8', 'gb18030'].map((encoding) => new TextDecoder(encoding).decode(start));
  const isRefusal = texts.some((text) => REFUSAL.test(text));
  const excerpt = texts[0]?.slice(0, 80).replaceAll(/\s+/g, ' ');
  return new AppError(
    isRefusal ? 'provider_refused' : 'provider_answer_invalid',
    `${provider} answered a page: ${excerpt}`,
  );
}

const LOOKED_AT_BYTES = 4096;
const REFUSAL =
  /封禁|异常访问|访问异常|访问过于频繁|验证码|拦截|captcha|forbidden|\bdenied\b|\bblocked\b|\bbanned\b|\bfirewall\b|too many requests/i;
