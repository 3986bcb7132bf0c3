import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import type { ComposeFile, ComposeService } from './compose-file.ts';
import { graceSeconds, type Image, PLACEHOLDERS, settingProblems } from './image.ts';

const scrapesSchema = z.object({
  scrape_configs: z.array(
    z.object({
      job_name: z.string(),
      dns_sd_configs: z.array(z.object({ names: z.array(z.string()), port: z.number() })),
    }),
  ),
});
const ROLES: Readonly<Record<string, string>> = { api: 'PORT', worker: 'METRICS_PORT' };

/** Whether what a compose file names fits together and fits the image; `folder` is where it stands. */
export function stackProblems(file: ComposeFile, folder: string, image: Image): readonly string[] {
  const services = Object.entries(file.services);
  return [
    ...services.flatMap(([name, service]) =>
      [
        ...placeProblems(service, file, folder),
        ...(name in ROLES ? roleProblems(name, service, image) : []),
      ].map((problem) => `${name}: ${problem}`),
    ),
    ...redisProblems(file),
    ...unexplained(file, folder).map((name) => `.env.example does not tell of ${name}`),
  ];
}

/** Volumes and networks are declared, and files that are mounted are there. */
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

function roleProblems(name: string, service: ComposeService, image: Image): readonly string[] {
  const settings = Object.fromEntries(
    Object.entries(service.environment ?? {}).map(([key, value]) => [key, interpolated(key, value)]),
  );
  const port = { ...image.env, ...settings }[ROLES[name] ?? ''];
  const inside = (service.ports ?? []).map((published) => published.split(':').at(-1));
  return [
    ...settingProblems(settings, image),
    ...inside.filter((each) => each !== port).map((each) => `nothing listens on ${each}`),
    ...(Number.parseInt(service.stop_grace_period ?? '10s', 10) > graceSeconds(settings)
      ? []
      : ['it is killed before SHUTDOWN_GRACE_MS is over']),
  ];
}

/** The default of `${NAME:-default}`; in place of what has none, a value of its kind. */
function interpolated(key: string, value: string): string {
  return value.replace(
    /\$\{\w+(?::-([^}]*)|:\?[^}]*)?\}/g,
    (_all, byDefault?: string) => byDefault ?? PLACEHOLDERS[key] ?? '',
  );
}

/** Nobody but the services of its network reaches Redis, and it leads nowhere. */
function redisProblems({ services, networks }: ComposeFile): readonly string[] {
  const { ports = [], networks: own = ['default'] } = services.redis ?? {};
  return ports.length === 0 && own.every((name) => networks[name]?.internal === true)
    ? []
    : ['redis: it can be reached from outside'];
}

/** Whether Prometheus asks services that are there, at the ports where they answer. */
export function scrapeProblems(
  prometheus: unknown,
  { services }: ComposeFile,
  image: Image,
): readonly string[] {
  return scrapesSchema.parse(prometheus).scrape_configs.flatMap(({ job_name, dns_sd_configs }) =>
    dns_sd_configs.flatMap(({ names, port }) =>
      names.flatMap((name) => {
        const setting = ROLES[name];
        if (setting === undefined || !services[name])
          return [`${job_name}: there is no service ${name} with metrics`];
        const expected = { ...image.env, ...services[name].environment }[setting];
        return String(port) === expected
          ? []
          : [`${job_name}: ${name} listens on ${expected}, not on ${port}`];
      }),
    ),
  );
}

/** Variables without a default that an operator is not told of. */
function unexplained(file: ComposeFile, folder: string): readonly string[] {
  const example = parseEnv(readFileSync(join(folder, '.env.example'), 'utf8'));
  const required = [...JSON.stringify(file).matchAll(/\$\{(\w+):\?/g)].map(([, name = '']) => name);
  return [...new Set(required)].filter((name) => !(name in example));
}
