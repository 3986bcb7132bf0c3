import { z } from 'zod';
import { graceSeconds, type Image, PLACEHOLDERS, settingProblems } from './image.ts';
import type { KubernetesObject } from './kubernetes-object.ts';

/** What the processes answer at; of a worker, all that it answers at. */
const PATHS: Readonly<Record<string, readonly string[]>> = {
  api: ['/livez', '/readyz', '/metrics'],
  worker: ['/livez', '/metrics'],
};
const PORTS: Readonly<Record<string, { readonly name: string; readonly setting: string }>> = {
  api: { name: 'http', setting: 'PORT' },
  worker: { name: 'metrics', setting: 'METRICS_PORT' },
};

const labels = z.record(z.string(), z.string());
const probe = z.object({ httpGet: z.object({ path: z.string(), port: z.string() }) });
const secretRef = z.object({ name: z.string(), key: z.string() });
const container = z.object({
  command: z.array(z.string()).optional(),
  ports: z.array(z.object({ name: z.string(), containerPort: z.number() })),
  envFrom: z.array(z.object({ configMapRef: z.object({ name: z.string() }) })),
  env: z.array(z.object({ name: z.string(), valueFrom: z.object({ secretKeyRef: secretRef }) })),
  startupProbe: probe,
  livenessProbe: probe,
  readinessProbe: probe,
  lifecycle: z.object({ preStop: z.object({ sleep: z.object({ seconds: z.number() }) }) }).optional(),
  resources: z.object({
    requests: z.object({ cpu: z.string(), memory: z.string() }),
    limits: z.object({ cpu: z.string(), memory: z.string() }),
  }),
  // What the Pod Security Standards call restricted.
  securityContext: z.object({
    allowPrivilegeEscalation: z.literal(false),
    readOnlyRootFilesystem: z.literal(true),
    capabilities: z.object({ drop: z.tuple([z.literal('ALL')]) }),
  }),
});
const deployment = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    replicas: z.number().optional(),
    selector: z.object({ matchLabels: labels }),
    template: z.object({
      metadata: z.object({ labels }),
      spec: z.object({
        serviceAccountName: z.string(),
        automountServiceAccountToken: z.literal(false),
        terminationGracePeriodSeconds: z.number(),
        securityContext: z.object({
          runAsNonRoot: z.literal(true),
          runAsUser: z.number().positive(),
          seccompProfile: z.object({ type: z.literal('RuntimeDefault') }),
        }),
        containers: z.tuple([container]),
      }),
    }),
  }),
});
type Deployment = z.infer<typeof deployment>;

const selecting = z.looseObject({
  spec: z.looseObject({
    selector: z.union([z.strictObject({ matchLabels: labels }), labels]).optional(),
    podSelector: z.strictObject({ matchLabels: labels }).optional(),
    scaleTargetRef: z.looseObject({ name: z.string() }).optional(),
    ports: z.array(z.looseObject({ targetPort: z.string() })).optional(),
  }),
});

/** Whether what is rendered fits together and fits the image; each object by itself fits its schema already. */
export function clusterProblems(objects: readonly KubernetesObject[], image: Image): readonly string[] {
  const read = objects
    .filter(({ kind }) => kind === 'Deployment')
    .map((object) => deployment.safeParse(object));
  const faults = read.flatMap(({ error }) => (error ? [z.prettifyError(error)] : []));
  const deployments = read.flatMap(({ data }) => (data ? [data] : []));
  return [
    ...faults,
    ...deployments.flatMap((each) => deploymentProblems(each, objects, image)),
    ...objects.flatMap((object) => selectionProblems(object, deployments)),
  ];
}

function deploymentProblems(
  { metadata, spec }: Deployment,
  objects: readonly KubernetesObject[],
  image: Image,
): readonly string[] {
  const { template, selector } = spec;
  const role = template.metadata.labels['app.kubernetes.io/component'] ?? '';
  const [pod] = template.spec.containers;
  const port = PORTS[role];
  const settings = settingsOf(pod, objects);
  const probes = [pod.startupProbe, pod.livenessProbe, pod.readinessProbe].map(({ httpGet }) => httpGet);
  const sleep = pod.lifecycle?.preStop.sleep.seconds ?? 0;
  const all = { ...image.env, ...settings };
  const [open, ...others] = pod.ports;
  const problems = [
    port &&
    open?.name === port.name &&
    String(open.containerPort) === all[port.setting] &&
    others.length === 0
      ? []
      : [`its port is not ${port?.setting} of the image`],
    probes.filter(({ path }) => !PATHS[role]?.includes(path)).map(({ path }) => `nothing answers at ${path}`),
    probes.filter((each) => each.port !== port?.name).map((each) => `no port is named ${each.port}`),
    matches(selector.matchLabels, template.metadata.labels) ? [] : ['it does not select its own pods'],
    objects.some(
      ({ kind, metadata: { name } }) =>
        kind === 'ServiceAccount' && name === template.spec.serviceAccountName,
    )
      ? []
      : [`there is no ServiceAccount ${template.spec.serviceAccountName}`],
    template.spec.terminationGracePeriodSeconds > graceSeconds(all) + sleep
      ? []
      : ['it is killed before SHUTDOWN_GRACE_MS is over'],
    settingProblems(settings, image),
  ];
  return problems.flat().map((problem) => `Deployment ${metadata.name}: ${problem}`);
}

function settingsOf(
  pod: z.infer<typeof container>,
  objects: readonly KubernetesObject[],
): Record<string, string> {
  const maps = pod.envFrom.map(({ configMapRef }) => {
    const map = objects.find(
      ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === configMapRef.name,
    );
    if (!map) throw new Error(`there is no ConfigMap ${configMapRef.name}`);
    return labels.parse(map.data);
  });
  const secrets = pod.env.map(({ name }) => [name, PLACEHOLDERS[name] ?? '']);
  return Object.assign({}, ...maps, Object.fromEntries(secrets));
}

/** Whoever selects pods selects some, and whoever scales or forwards does so to what is there. */
function selectionProblems(object: KubernetesObject, deployments: readonly Deployment[]): readonly string[] {
  const spec = selecting.safeParse(object).data?.spec;
  if (!spec || object.kind === 'Deployment') return [];
  const named = `${object.kind} ${object.metadata.name}`;
  const selector = spec.podSelector?.matchLabels ?? matchLabelsOf(spec.selector);
  const pods = deployments.filter(
    ({ spec: { template } }) => selector && matches(selector, template.metadata.labels),
  );
  const target = deployments.find(({ metadata }) => metadata.name === spec.scaleTargetRef?.name);
  const ports = pods.flatMap(({ spec: { template } }) =>
    template.spec.containers[0].ports.map(({ name }) => name),
  );
  return [
    ...(selector && pods.length === 0 ? [`${named}: it selects no pod`] : []),
    ...(spec.scaleTargetRef && !target
      ? [`${named}: there is no Deployment ${spec.scaleTargetRef.name}`]
      : []),
    ...(target?.spec.replicas === undefined
      ? []
      : [`${named}: ${target.metadata.name} sets replicas itself`]),
    ...(object.kind === 'Service' ? (spec.ports ?? []) : [])
      .filter(({ targetPort }) => !ports.includes(targetPort))
      .map(({ targetPort }) => `${named}: no port is named ${targetPort}`),
  ];
}

function matchLabelsOf(
  selector: z.infer<typeof selecting>['spec']['selector'],
): Record<string, string> | undefined {
  const { matchLabels } = z.object({ matchLabels: labels }).safeParse(selector).data ?? {};
  return matchLabels ?? (selector as Record<string, string> | undefined);
}

function matches(selector: Record<string, string>, found: Record<string, string>): boolean {
  return Object.entries(selector).every(([name, value]) => found[name] === value);
}
