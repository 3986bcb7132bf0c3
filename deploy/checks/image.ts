import { readFileSync } from 'node:fs';
import { envSchema } from '../../config/env.ts';
import { loadConfig } from '../../config/index.ts';
import { parseDockerfile } from '../../tools/replay-image/dockerfile.mjs';

/** What the image's containers are started with. */
export interface Image {
  readonly env: Readonly<Record<string, string>>;
}

/** In place of what comes from a secret. */
export const PLACEHOLDERS: Readonly<Record<string, string>> = {
  API_KEYS: 'placeholder:read:0123456789abcdef',
  REDIS_URL: 'redis://placeholder:6379',
  REDIS_CACHE_URL: 'redis://placeholder:6379',
  WEBHOOK_SECRET: `whsec_${'A'.repeat(32)}`,
};

export function readImage(): Image {
  const steps = parseDockerfile(readFileSync('Dockerfile', 'utf8')).at(-1)?.steps ?? [];
  return { env: Object.assign({}, ...steps.map((step) => (step.kind === 'env' ? step.values : {}))) };
}

/** What keeps a process from starting with these settings beside the image's, and names that are no settings. */
export function settingProblems(
  settings: Readonly<Record<string, string>>,
  { env }: Image,
): readonly string[] {
  const { NODE_ENV: _, ...all } = { ...env, ...settings };
  const unknown = Object.keys(all).filter((name) => !(name in envSchema.shape));
  try {
    loadConfig(all);
    return unknown.map((name) => `${name} is no setting`);
  } catch (error) {
    return [
      ...unknown.map((name) => `${name} is no setting`),
      error instanceof Error ? error.message : String(error),
    ];
  }
}

/** How long a process may take to stop, in seconds. */
export function graceSeconds(settings: Readonly<Record<string, string>>): number {
  return envSchema.shape.SHUTDOWN_GRACE_MS.parse(settings.SHUTDOWN_GRACE_MS) / 1000;
}
