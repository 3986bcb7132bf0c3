import { envSchema } from '../../config/env.ts';
import { SCOPES } from '../../src/api-keys.ts';
import { maskRedisUrl } from '../../src/redis/target.ts';
import type { Env } from './store.ts';

/** A setting that is safe to show. */
export interface MaskedSetting {
  readonly name: string;
  /** The value without its secrets. null: not set, so the default applies. */
  readonly value: string | null;
}

/**
 * Returns every setting of an environment, in the order of the schema. A value of the wrong form is
 * not shown.
 */
export function maskedSettings(env: Env): readonly MaskedSetting[] {
  return Object.keys(envSchema.shape).map((name) => {
    const value = env[name]?.trim();
    return { name, value: value ? masked(name, value) : null };
  });
}

const HIDDEN = '***';

function masked(name: string, value: string): string {
  if (name === 'API_KEYS') return value.split(',').map(keyWithoutSecret).join(',');
  if (/(?:SECRET|PASSWORD|HEADERS)$/.test(name))
    return value
      .split(',')
      .map(() => HIDDEN)
      .join(',');
  if (/^REDIS_(?:CACHE_)?URL$/.test(name)) return maskRedisUrl(value);
  if (/(?:SENTINELS|NODES)$/.test(name)) return /^[\w.:[\],\s-]*$/.test(value) ? value : HIDDEN;
  return /:\/\//.test(value) ? urlWithoutSecrets(value) : value;
}

/** `name:scope+scope:***`. */
function keyWithoutSecret(key: string): string {
  const [, name, scopes = ''] = /^([^:]*):([^:]*):/.exec(key.trim()) ?? [];
  const isRight = scopes.split('+').every((scope) => SCOPES.some((known) => known === scope));
  return name !== undefined && isRight ? `${name}:${scopes}:${HIDDEN}` : HIDDEN;
}

/** Returns origin and path. A template of LINK_TARGET stays a template. */
function urlWithoutSecrets(value: string): string {
  if (!URL.canParse(value)) return HIDDEN;
  const { username, password, search, hash } = new URL(value);
  return username || password || hash || (search && !search.includes('ticker')) ? HIDDEN : value;
}
