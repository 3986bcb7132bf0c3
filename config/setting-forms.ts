import { z } from 'zod';
import { type ApiKey, SCOPES, type Scope } from '../src/api-keys.ts';
import type { Address } from '../src/redis/target.ts';
import { sha256 } from '../src/sha256.ts';

export const positive = z.coerce.number().int().positive();
export const origin = z.url({ protocol: /^https?$/ }).refine((url) => /^https?:\/\/[^/?#]+\/?$/.test(url), {
  error: 'Expected scheme and host only, such as https://example.com',
});
export const redisUrl = z.url({
  protocol: /^rediss?$/,
  error: 'Expected a URL such as redis://127.0.0.1:6379',
});
export const addresses = z.string().transform(parseAddresses);
export const endpoint = z.url({
  protocol: /^https?$/,
  error: 'Expected a URL such as http://127.0.0.1:4318',
});
export const timeZone = z.string().refine(isTimeZone, {
  error: 'Expected an IANA time zone such as Asia/Shanghai or America/New_York',
});
export const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
export const names = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean),
  )
  .refine((list) => list.length > 0, { error: 'Expected at least one name' });

export const ports = z
  .string()
  .regex(/^\s*\d{1,5}\s*(?:,\s*\d{1,5}\s*)*$/, { error: 'Expected ports such as 8443,9443' })
  .transform((text) => text.split(',').map(Number))
  .refine((list) => list.every((port) => port >= 1 && port <= 65_535), {
    error: 'Expected ports from 1 to 65535',
  });

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

function parseAddresses(text: string, context: z.RefinementCtx): readonly Address[] {
  const entries = text
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
  const found = entries.flatMap((entry) => {
    const [, host, port] = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):(\d{1,5})$/.exec(entry) ?? [];
    if (host === undefined || Number(port) < 1 || Number(port) > 65_535) return [];
    return [{ host: host.replace(/^\[|\]$/g, ''), port: Number(port) }];
  });
  // The value may be a URL with a password, so the message does not repeat it.
  if (found.length === 0 || found.length < entries.length)
    context.addIssue({ code: 'custom', message: 'Expected host:port,… such as 10.0.0.1:6379,10.0.0.2:6379' });
  return found;
}

/** Visible ASCII fits into a header unchanged; 16 characters are too many to guess. */
const API_SECRET = /^[\x21-\x7e]{16,512}$/;

/**
 * Parses `API_KEYS`. An issue never repeats a part of the value, because it consists of secrets.
 */
export function parseKeys(text: string, context: z.RefinementCtx): readonly ApiKey[] {
  return text
    .split(',')
    .filter((entry) => entry.trim() !== '')
    .flatMap((entry, index) => {
      const [name = '', list = '', ...parts] = entry.trim().split(':');
      const scopes = list.split('+') as Scope[];
      const secret = parts.join(':');
      if (name !== '' && API_SECRET.test(secret) && scopes.every((scope) => SCOPES.includes(scope)))
        return [{ name, scopes, digest: sha256(secret) }];
      context.addIssue({
        code: 'custom',
        message: `Key ${index + 1} is not name:scope+scope:secret with the scopes ${SCOPES.join(', ')} and a secret of 16 to 512 visible ASCII characters`,
      });
      return [];
    });
}

/** Parses `WEBHOOK_SECRET`. An issue never repeats a part of the value. */
export function parseWebhookSecrets(text: string, context: z.RefinementCtx): readonly string[] {
  const secrets = text
    .split(',')
    .map((secret) => secret.trim())
    .filter(Boolean);
  for (const [index, secret] of secrets.entries()) {
    const key = /^whsec_((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/.exec(secret)?.[1];
    const length = Buffer.from(key ?? '', 'base64').length;
    if (length < 24 || length > 64)
      context.addIssue({
        code: 'custom',
        message: `Secret ${index + 1} is not whsec_ and 24 to 64 bytes in base64. Create one with: echo "whsec_$(openssl rand -base64 32)"`,
      });
  }
  return secrets;
}

/**
 * Parses `OTEL_EXPORTER_OTLP_HEADERS`. An issue never repeats a part of the value: it contains the
 * collector's key.
 */
export function parseOtlpHeaders(
  text: string,
  context: z.RefinementCtx,
): readonly (readonly [string, string])[] {
  const headers: [string, string][] = [];
  for (const [index, entry] of text.split(',').entries()) {
    if (entry.trim() === '') continue;
    const [, name, value = ''] = /^([\w!#$%&'*+.^`|~-]+)\s*=\s*([\x21-\x7e]+)$/.exec(entry.trim()) ?? [];
    const decoded = decodedHeader(value);
    if (name !== undefined && decoded !== undefined) headers.push([name.toLowerCase(), decoded]);
    else context.addIssue({ code: 'custom', message: `Header ${index + 1} is not name=value` });
  }
  return headers;
}

/** Returns undefined if the value cannot be sent in a header. */
function decodedHeader(value: string): string | undefined {
  try {
    const decoded = decodeURIComponent(value);
    return /^[\x20-\x7e]+$/.test(decoded) ? decoded : undefined;
  } catch {
    return undefined;
  }
}
