import type { Registry } from 'prom-client';

/** Labels by metric name. A histogram has one entry for each of its series. */
export type MetricLabels = ReadonlyMap<string, readonly string[]>;

const SERIES = ['_bucket', '_sum', '_count'];
/** Labels that Prometheus adds itself. */
const ADDED = ['instance', 'job', 'le', 'alertname', 'alertstate'];

/** Returns the metrics of a registry with their labels. */
export async function metricsIn(registry: Registry): Promise<MetricLabels> {
  const metrics = await registry.getMetricsAsJSON();
  const entries = metrics.map(({ name, type }): [string, string, readonly string[]] => [
    name,
    String(type),
    labelsOf(registry, name),
  ]);
  return labelled(entries);
}

/** Returns the labels of metrics that are given by name, type and labels. */
export function labelled(
  entries: readonly (readonly [name: string, type: string, labels: readonly string[]])[],
): MetricLabels {
  return new Map(
    entries.flatMap(([name, type, labels]) =>
      (type === 'histogram' ? SERIES.map((suffix) => `${name}${suffix}`) : [name]).map(
        (series) => [series, labels] as const,
      ),
    ),
  );
}

/** Returns the names and labels in a PromQL expression that no process exports. */
export function unknownMetrics(expression: string, known: MetricLabels): readonly string[] {
  const selectors = [...expression.matchAll(/\b((?:tickerspan|nodejs|process)_[a-z0-9_]+)(?:\{([^}]*)\})?/g)];
  const names = selectors.map(([, name = '']) => name);
  const grouped = [...expression.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, labels = '']) =>
    labels.split(/,\s*/),
  );
  const allowed = [...ADDED, ...names.flatMap((name) => known.get(name) ?? [])];
  return [
    ...names.filter((name) => !known.has(name)),
    ...grouped.filter((label) => label !== '' && !allowed.includes(label)).map((label) => `by (${label})`),
    ...selectors.flatMap(([, name = '', matchers = '']) =>
      [...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"/g)]
        .map(([, label = '']) => label)
        .filter((label) => ![...ADDED, ...(known.get(name) ?? [])].includes(label))
        .map((label) => `${name}{${label}}`),
    ),
  ];
}

function labelsOf(registry: Registry, name: string): readonly string[] {
  const metric: unknown = registry.getSingleMetric(name);
  const { labelNames } = metric as { readonly labelNames?: readonly string[] };
  return labelNames ?? [];
}
