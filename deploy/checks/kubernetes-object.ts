import { spawnSync } from 'node:child_process';
import { ScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1';
import { PodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
import { Deployment } from 'kubernetes-models/apps/v1';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap, Namespace, Service, ServiceAccount } from 'kubernetes-models/v1';
import { z } from 'zod';
import { unknownKeys } from './unknown-keys.ts';
import { parseYaml } from './yaml-file.ts';

interface Model {
  readonly apiVersion: string;
  readonly kind: string;
  readonly prototype: { validate(): void };
}

const MODELS: readonly Model[] = [
  ConfigMap,
  Deployment,
  Namespace,
  NetworkPolicy,
  PodDisruptionBudget,
  PodMonitor,
  ScaledObject,
  Service,
  ServiceAccount,
];

const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});

/** The fields that every manifest has. */
export type KubernetesObject = z.infer<typeof objectSchema>;

/** Returns the objects that `kubectl kustomize FOLDER` prints. */
export function render(folder: string): readonly KubernetesObject[] {
  const { status, error, stdout, stderr } = spawnSync('kubectl', ['kustomize', folder], { encoding: 'utf8' });
  if (error)
    throw new Error(`kubectl does not run (Debian: apt-get install kubernetes-client): ${error.message}`);
  if (status !== 0)
    throw new Error(`kubectl kustomize ${folder} failed; it needs kubectl 1.21 or later.\n${stderr}`);
  return parseYaml(stdout, folder).map((object) => objectSchema.parse(object));
}

/**
 * Checks an object against the schema of its kind. A kind without a schema here is a problem, too.
 */
export function schemaProblems(object: KubernetesObject): readonly string[] {
  const { apiVersion, kind, metadata } = object;
  const model = MODELS.find((known) => known.apiVersion === apiVersion && known.kind === kind);
  if (!model) return [`${kind} ${metadata.name}: there is no schema for ${apiVersion} ${kind} here`];
  const problems: string[] = [];
  const unknown = unknownKeys(object, (watched) => {
    try {
      model.prototype.validate.call(watched);
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
    }
  });
  problems.push(...unknown.map((place) => `${place} is not a known field`));
  return problems.map((problem) => `${kind} ${metadata.name}: ${problem}`);
}
