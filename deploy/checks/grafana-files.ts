import { z } from 'zod';

/**
 * The parts of Grafana's formats that our files use. Grafana silently ignores unknown fields, so
 * these schemas refuse them. There is no small package with Grafana's own schemas.
 */
const datasource = z.strictObject({ type: z.literal('prometheus'), uid: z.literal('$datasource') });
const threshold = z.strictObject({ color: z.enum(['green', 'red']), value: z.number().nullable() });

const defaults = z.strictObject({
  unit: z.enum(['short', 's', 'reqps', 'percentunit', 'bytes']),
  min: z.number().optional(),
  max: z.number().optional(),
  thresholds: z.strictObject({ mode: z.literal('absolute'), steps: z.array(threshold).min(1) }).optional(),
  custom: z
    .strictObject({
      fillOpacity: z.number(),
      lineWidth: z.number(),
      showPoints: z.literal('never'),
      stacking: z.strictObject({ mode: z.literal('normal'), group: z.string() }).optional(),
    })
    .optional(),
});

const panelBase = z.strictObject({
  id: z.int().positive(),
  title: z.string().min(1),
  gridPos: z.strictObject({
    x: z.int().min(0),
    y: z.int().min(0),
    w: z.int().min(1).max(24),
    h: z.int().min(1),
  }),
});

const queried = panelBase.extend({
  description: z.string(),
  datasource,
  fieldConfig: z.strictObject({ defaults, overrides: z.array(z.never()) }),
  targets: z
    .array(
      z.strictObject({
        refId: z.string().regex(/^[A-Z]$/),
        datasource,
        expr: z.string().min(1),
        legendFormat: z.string(),
      }),
    )
    .min(1),
});

const panel = z.discriminatedUnion('type', [
  panelBase.extend({ type: z.literal('row'), collapsed: z.literal(false), panels: z.array(z.never()) }),
  queried.extend({
    type: z.literal('timeseries'),
    options: z.strictObject({
      legend: z.strictObject({
        displayMode: z.literal('list'),
        placement: z.literal('bottom'),
        showLegend: z.boolean(),
      }),
      tooltip: z.strictObject({ mode: z.literal('multi'), sort: z.literal('desc') }),
    }),
  }),
  queried.extend({
    type: z.literal('stat'),
    options: z.strictObject({
      colorMode: z.literal('background'),
      graphMode: z.literal('none'),
      textMode: z.literal('auto'),
      reduceOptions: z.strictObject({
        calcs: z.array(z.literal('lastNotNull')),
        fields: z.literal(''),
        values: z.literal(false),
      }),
    }),
  }),
]);

export const dashboardSchema = z
  .strictObject({
    uid: z.string().regex(/^[a-z-]+$/),
    title: z.string(),
    tags: z.array(z.string()),
    timezone: z.literal('utc'),
    schemaVersion: z.int().min(39),
    version: z.int(),
    editable: z.boolean(),
    refresh: z.string(),
    time: z.strictObject({ from: z.string(), to: z.literal('now') }),
    templating: z.strictObject({
      list: z.array(
        z.strictObject({
          type: z.literal('datasource'),
          name: z.string(),
          label: z.string(),
          query: z.literal('prometheus'),
        }),
      ),
    }),
    annotations: z.strictObject({
      list: z.array(
        z.strictObject({
          name: z.string(),
          datasource,
          enable: z.boolean(),
          iconColor: z.string(),
          expr: z.string(),
          titleFormat: z.string(),
        }),
      ),
    }),
    panels: z.array(panel),
  })
  .refine(({ panels }) => new Set(panels.map(({ id }) => id)).size === panels.length, {
    error: 'Two panels have the same id',
  })
  .refine(({ panels }) => panels.every(({ gridPos: { x, w } }) => x + w <= 24), {
    error: 'A panel reaches beyond the 24 columns',
  });

export type Dashboard = z.infer<typeof dashboardSchema>;

export const datasourcesSchema = z.strictObject({
  apiVersion: z.literal(1),
  datasources: z.array(
    z.strictObject({
      name: z.string(),
      uid: z.string(),
      type: z.literal('prometheus'),
      access: z.literal('proxy'),
      url: z.url(),
      isDefault: z.boolean(),
      editable: z.boolean(),
      jsonData: z.strictObject({ timeInterval: z.string() }),
    }),
  ),
});

export const dashboardProvidersSchema = z.strictObject({
  apiVersion: z.literal(1),
  providers: z.array(
    z.strictObject({
      name: z.string(),
      type: z.literal('file'),
      disableDeletion: z.boolean(),
      allowUiUpdates: z.boolean(),
      options: z.strictObject({ path: z.string() }),
    }),
  ),
});

/** Returns every PromQL expression of a dashboard, with its variables filled in. */
export function expressionsOf({ panels, annotations }: Dashboard): readonly string[] {
  const asked = panels.flatMap((each) => (each.type === 'row' ? [] : each.targets.map(({ expr }) => expr)));
  return [...asked, ...annotations.list.map(({ expr }) => expr)].map((expr) =>
    expr.replaceAll('$__rate_interval', '5m'),
  );
}
