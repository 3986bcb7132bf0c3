import { readFileSync } from 'node:fs';
import { envSchema } from '../../config/env.ts';
import { loadConfig } from '../../config/index.ts';

export type Settings = Readonly<Record<string, string>>;

/** Stand-ins for the values of secrets. */
export const PLACEHOLDERS: Settings = {
  API_KEYS: 'placeholder:read:0123456789abcdef',
  REDIS_URL: 'redis://placeholder:6379',
  REDIS_CACHE_URL: 'redis://placeholder:6379',
  WEBHOOK_SECRET: `whsec_${'A'.repeat(32)}`,
};

/**
 * The environment that the image gives its containers: the ENV line of the Dockerfile's last stage.
 */
export const IMAGE_ENV: Settings = Object.fromEntries(
  [...(/^ENV (.*)$/m.exec(readFileSync('Dockerfile', 'utf8'))?.[1] ?? '').matchAll(/(\w+)=(\S+)/g)].map(
    ([, name = '', value = '']) => [name, value],
  ),
);

/**
 * Reports why a process would not start with these settings on top of the image's, and unknown
 * names among them.
 */
export function settingProblems(settings: Settings): readonly string[] {
  const { NODE_ENV: _, ...all } = { ...IMAGE_ENV, ...settings };
  const unknown = Object.keys(all)
    .filter((name) => !(name in envSchema.shape))
    .map((name) => `${name} is not a setting`);
  try {
    loadConfig(all);
    return unknown;
  } catch (error) {
    return [...unknown, error instanceof Error ? error.message : String(error)];
  }
}

/** How many seconds a process may take to stop. */
export function graceSeconds(settings: Settings): number {
  return envSchema.shape.SHUTDOWN_GRACE_MS.parse(settings.SHUTDOWN_GRACE_MS) / 1000;
}
