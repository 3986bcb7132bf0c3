import { envSchema } from './env.ts';

/** A setting as it may be shown. */
export interface MaskedSetting {
  readonly name: string;
  /** What it is set to, without what is secret in it; null: nothing, and its default holds. */
  readonly value: string | null;
}

/** Every setting as an environment has it, in the order of their list, for people to look at. */
export function maskedSettings(env: Readonly<Record<string, string | undefined>>): readonly MaskedSetting[] {
  return Object.keys(envSchema.shape).map((name) => {
    const value = env[name]?.trim();
    return { name, value: value ? masked(name, value) : null };
  });
}

function masked(name: string, value: string): string {
  if (name === 'API_KEYS') return value.split(',').map(withoutSecret).join(',');
  if (/(?:SECRET|PASSWORD|HEADERS)$/.test(name))
    return value
      .split(',')
      .map(() => '***')
      .join(',');
  return value.replace(/(?<=^\w+:\/\/)[^/]*(?=@)/, (access) => `${access.split(':')[0]}:***`);
}

/** `name:scope+scope:***`; of what is not of this form, nothing. */
function withoutSecret(key: string): string {
  const [, open] = /^([^:]*:[^:]*):/.exec(key.trim()) ?? [];
  return open === undefined ? '***' : `${open}:***`;
}
