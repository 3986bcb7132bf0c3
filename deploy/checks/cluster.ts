import { z } from 'zod';
import { graceSeconds, IMAGE_ENV, PLACEHOLDERS, type Settings, settingProblems } from './image.ts';
import type { KubernetesObject } from './kubernetes-object.ts';

/** What each role serves, and where. */
const ROLES: Readonly<Record<string, { port: string; setting: string; paths: readonly string[] }>> = {
  api: { port: 'http', setting: 'PORT', paths: ['/livez', '/readyz', '/metrics'] },
  worker: { port: 'metrics', setting: 'METRICS_PORT', paths: ['/livez', '/metrics'] },
};

const labels = z.record(z.string(), z.string());
const probe = z.object({ httpGet: z.object({ path: z.string(), port: z.string() }) });
const container = z.object({
  ports: z.tuple([z.object({ name: z.string(), containerPort: z.number() })]),
  envFrom: z.tuple([z.object({ configMapRef: z.object({ name: z.string() }) })]),
  env: z.array(z.object({ name: z.string(), valueFrom: z.object({ secretKeyRef: z.object({}) }) })),
  startupProbe: probe,
  livenessProbe: probe,
  readinessProbe: probe,
  lifecycle: z.object({ preStop: z.object({ sleep: z.object({ seconds: z.number() }) }) }).optional(),
  resources: z.object({ requests: labels, limits: labels }),
  // This and the pod's securityContext are the "restricted" level of the Pod Security Standards.
  securityContext: z.object({
    allowPrivilegeEscalation: z.literal(false),
    readOnlyRootFilesystem: z.literal(true),
    capabilities: z.object({ drop: z.tuple([z.literal('ALL')]) }),
  }),
});
const deployment = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    template: z.object({
      metadata: z.object({ labels }),
      spec: z.object({
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
const selecting = z.object({
  spec: z.object({
    selector: z.union([z.object({ matchLabels: labels }), labels]).optional(),
    podSelector: z.object({ matchLabels: labels }).optional(),
    scaleTargetRef: z.object({ name: z.string() }).optional(),
  }),
});

/**
 * Checks whether rendered objects fit each other and the image. `schemaProblems` checks each object
 * by itself.
 */
export function clusterProblems(objects: readonly KubernetesObject[]): readonly string[] {
  const deployments = objects.filter(({ kind }) => kind === 'Deployment');
  return [
    ...deployments.flatMap((object) => deploymentProblems(object, objects)),
    ...objects.flatMap((object) => selectionProblems(object, deployments)),
  ];
}

function deploymentProblems(
  object: KubernetesObject,
  objects: readonly KubernetesObject[],
): readonly string[] {
  const { data, error } = deployment.safeParse(object);
  if (error) return [`Deployment ${object.metadata.name}: ${z.prettifyError(error)}`];
  const { metadata, spec: pod } = data.spec.template;
  const [{ ports, startupProbe, livenessProbe, readinessProbe, lifecycle, ...container }] = pod.containers;
  const role = ROLES[metadata.labels['app.kubernetes.io/component'] ?? ''];
  if (!role) return [`Deployment ${object.metadata.name}: its component is not api or worker`];
  const settings = {
    ...configOf(container.envFrom[0].configMapRef.name, objects),
    ...secretsOf(container.env),
  };
  const all = { ...IMAGE_ENV, ...settings };
  const probes = [startupProbe, livenessProbe, readinessProbe].map(({ httpGet }) => httpGet);
  const stopSeconds = graceSeconds(all) + (lifecycle?.preStop.sleep.seconds ?? 0);
  const problems = [
    ports[0].name === role.port && String(ports[0].containerPort) === all[role.setting]
      ? []
      : [`its port is not the image's ${role.setting}`],
    probes.filter(({ path }) => !role.paths.includes(path)).map(({ path }) => `nothing answers at ${path}`),
    probes.filter(({ port }) => port !== role.port).map(({ port }) => `no port is named ${port}`),
    pod.terminationGracePeriodSeconds > stopSeconds ? [] : ['it is killed before SHUTDOWN_GRACE_MS is over'],
    settingProblems(settings),
  ];
  return problems.flat().map((problem) => `Deployment ${object.metadata.name}: ${problem}`);
}

function configOf(name: string, objects: readonly KubernetesObject[]): Settings {
  const map = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name);
  if (!map) throw new Error(`there is no ConfigMap ${name}`);
  return labels.parse(map.data);
}

function secretsOf(env: z.infer<typeof container>['env']): Settings {
  return Object.fromEntries(env.map(({ name }) => [name, PLACEHOLDERS[name] ?? '']));
}

/** Every selector must select a pod, and every scaler must scale a Deployment. */
function selectionProblems(
  object: KubernetesObject,
  deployments: readonly KubernetesObject[],
): readonly string[] {
  const { selector, podSelector, scaleTargetRef } = selecting.safeParse(object).data?.spec ?? {};
  const name = `${object.kind} ${object.metadata.name}`;
  const wanted = podSelector?.matchLabels ?? labels.safeParse(selector?.matchLabels ?? selector).data;
  const pods = deployments.map(
    (each) => deployment.safeParse(each).data?.spec.template.metadata.labels ?? {},
  );
  const target = scaleTargetRef?.name;
  return [
    ...(wanted && !pods.some((pod) => Object.entries(wanted).every(([key, value]) => pod[key] === value))
      ? [`${name}: it selects no pod`]
      : []),
    ...(target !== undefined && !deployments.some(({ metadata }) => metadata.name === target)
      ? [`${name}: there is no Deployment ${target}`]
      : []),
  ];
}
