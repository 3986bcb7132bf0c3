import { readFileSync } from 'node:fs';
import { alertsIn, anchorsIn } from '../../../deploy/checks/alerts.ts';
import { dashboardSchema, expressionsOf } from '../../../deploy/checks/grafana-files.ts';
import { metricsIn, unknownMetrics } from '../../../deploy/checks/metric-names.ts';
import { readOneYaml } from '../../../deploy/checks/yaml-file.ts';
import { storeMetrics } from '../../../src/telemetry/metrics/store.ts';
import { registerWorkerGauge } from '../../../src/telemetry/metrics/worker.ts';
import { createMetrics } from '../../../src/telemetry/metrics.ts';

const DASHBOARD = 'deploy/grafana/dashboards/tickerspan.json';
const TESTS = 'deploy/prometheus/tests/tickerspan.yml';
const readDashboard = (): unknown => JSON.parse(readFileSync(DASHBOARD, 'utf8'));
const alerts = alertsIn(readOneYaml('deploy/prometheus/rules/tickerspan.yml'));
const dashboard = dashboardSchema.parse(readDashboard());
const { registry } = createMetrics();
storeMetrics([registry]);
registerWorkerGauge(registry, async () => true);
const known = metricsIn(registry);

test('every alert links to its own section of the runbook, and every section belongs to an alert', () => {
  const anchors = anchorsIn(readFileSync('docs/runbook.md', 'utf8'));
  expect(alerts.map(({ annotations }) => annotations.runbook_url)).toEqual(
    alerts.map(({ alert }) => `docs/runbook.md#${alert.toLowerCase()}`),
  );
  expect([...anchors].sort()).toEqual(alerts.map(({ alert }) => alert.toLowerCase()).sort());
});

test('links within the runbook lead to a section', () => {
  const text = readFileSync('docs/runbook.md', 'utf8');
  const sections = anchorsIn(text.replaceAll(/^## /gm, '### '));
  const links = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
  expect(links.length).toBeGreaterThan(0);
  expect(links.filter((anchor) => !sections.includes(anchor ?? ''))).toEqual([]);
});

test('every alert has a test in which it fires', () => {
  const tested = [...readFileSync(TESTS, 'utf8').matchAll(/'ALERTS\{alertname="(\w+)"/g)].map(
    ([, name]) => name,
  );
  expect(tested.sort()).toEqual(alerts.map(({ alert }) => alert).sort());
});

test('alerts, their tests, dashboard and scaler use only metrics and labels that the processes export', async () => {
  const metrics = await known;
  const expressions = [
    ...alerts.map(({ expr }) => expr),
    ...expressionsOf(dashboard),
    readFileSync(TESTS, 'utf8'),
    readFileSync('deploy/kubernetes/monitoring/scaler.yaml', 'utf8'),
  ];
  expect(expressions.flatMap((expression) => unknownMetrics(expression, metrics))).toEqual([]);
});

test.each([
  ['rate(tickerspan_articles_acepted_total[5m])', ['tickerspan_articles_acepted_total']],
  ['tickerspan_queue_jobs{status="paused"}', ['tickerspan_queue_jobs{status}']],
  ['sum by (reason) (tickerspan_submissions_refused_total)', ['by (reason)']],
  ['tickerspan_article_run_seconds', ['tickerspan_article_run_seconds']],
  ['sum by (le) (rate(tickerspan_article_run_seconds_bucket{instance="a"}[5m]))', []],
])('%s uses something unknown: %j', async (expression, expected) => {
  expect(unknownMetrics(expression, await known)).toEqual(expected);
});

test('the dashboard has a row for each part, and a misspelled field is refused', () => {
  const rows = dashboard.panels.filter(({ type }) => type === 'row').map(({ title }) => title);
  expect(rows).toEqual(['Intake', 'Queue', 'Enrichment', 'Quotes', 'Webhooks', 'Ledger', 'Process']);
  const misspelt: unknown = JSON.parse(JSON.stringify(readDashboard()).replace('"legendFormat"', '"legend"'));
  expect(dashboardSchema.safeParse(misspelt).success).toBe(false);
});
