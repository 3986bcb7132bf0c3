/**
 * `npm run check:manifests`: checks the files in `deploy/` against their schemas and against the
 * image and its settings.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import { clusterProblems } from './cluster.ts';
import { type ComposeFile, composeProblems, scrapeProblems, stackProblems } from './compose.ts';
import {
  dashboardProvidersSchema,
  dashboardSchema,
  datasourcesSchema,
  expressionsOf,
} from './grafana-files.ts';
import { render, schemaProblems } from './kubernetes-object.ts';
import { readOneYaml } from './yaml-file.ts';

const DASHBOARD = 'deploy/grafana/dashboards/tickerspan.json';
const KUBERNETES = 'deploy/kubernetes';

const checks: Readonly<Record<string, () => readonly string[]>> = {
  'deploy/compose.yaml': () => {
    const file = readOneYaml('deploy/compose.yaml');
    const problems = composeProblems(file);
    if (problems.length > 0) return problems;
    const scrapes = readOneYaml('deploy/prometheus/prometheus.yml');
    return [...stackProblems(file as ComposeFile, 'deploy'), ...scrapeProblems(scrapes, file as ComposeFile)];
  },
  [`${KUBERNETES}/base`]: () => cluster('base'),
  [`${KUBERNETES}/example`]: () => cluster('example'),
  [DASHBOARD]: () => shapeProblems(dashboardSchema, JSON.parse(readFileSync(DASHBOARD, 'utf8'))),
  'deploy/grafana/provisioning': () => [
    ...shapeProblems(
      datasourcesSchema,
      readOneYaml('deploy/grafana/provisioning/datasources/prometheus.yaml'),
    ),
    ...shapeProblems(
      dashboardProvidersSchema,
      readOneYaml('deploy/grafana/provisioning/dashboards/tickerspan.yaml'),
    ),
  ],
  'deploy/prometheus/prometheus.yml': () => promtool('check', 'config', 'deploy/prometheus/prometheus.yml'),
  'PromQL outside the rules': () => expressionProblems([...dashboardExpressions(), scalerQuery()]),
};

function cluster(name: string): readonly string[] {
  const objects = render(join(KUBERNETES, name));
  const problems = objects.flatMap(schemaProblems);
  return problems.length > 0 ? problems : clusterProblems(objects);
}

function shapeProblems(schema: z.ZodType, value: unknown): readonly string[] {
  const { error } = schema.safeParse(value);
  return error ? [z.prettifyError(error)] : [];
}

function dashboardExpressions(): readonly string[] {
  return expressionsOf(dashboardSchema.parse(JSON.parse(readFileSync(DASHBOARD, 'utf8'))));
}

function scalerQuery(): string {
  const scaler = z.object({
    spec: z.object({ triggers: z.tuple([z.object({ metadata: z.object({ query: z.string() }) })]) }),
  });
  return scaler.parse(readOneYaml(`${KUBERNETES}/monitoring/scaler.yaml`)).spec.triggers[0].metadata.query;
}

/** promtool reads expressions only as part of rules. */
function expressionProblems(expressions: readonly string[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'tickerspan-promql-'));
  try {
    const path = join(folder, 'rules.yml');
    const rules = expressions.map((expr, index) => ({ record: `expression:${index}`, expr }));
    writeFileSync(path, stringify({ groups: [{ name: 'expressions', rules }] }));
    return promtool('check', 'rules', path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function promtool(...args: readonly string[]): readonly string[] {
  const { status, error, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8' });
  if (error) return [`promtool does not run (Debian: apt-get install prometheus): ${error.message}`];
  return status === 0 ? [] : [`${stdout}${stderr}`.trim()];
}

function problemsOf(check: () => readonly string[]): readonly string[] {
  try {
    return check();
  } catch (error) {
    if (error instanceof z.ZodError) return [z.prettifyError(error)];
    return [error instanceof Error ? error.message : String(error)];
  }
}

for (const [what, check] of Object.entries(checks)) {
  const problems = problemsOf(check);
  process.stdout.write(`${problems.length === 0 ? 'ok   ' : 'WRONG'} ${what}\n`);
  for (const problem of problems) process.stdout.write(`      ${problem.replaceAll('\n', '\n      ')}\n`);
  if (problems.length > 0) process.exitCode = 1;
}
