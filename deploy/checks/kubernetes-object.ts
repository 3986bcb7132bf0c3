import { ScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1';
import { PodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
import { Deployment } from 'kubernetes-models/apps/v1';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap, Namespace, Service, ServiceAccount } from 'kubernetes-models/v1';
import { z } from 'zod';
import { unknownKeys } from './unknown-keys.ts';

interface Model {
  readonly apiVersion: string;
  readonly kind: string;
  readonly prototype: { validate(): void };
}

/** A kind that stands nowhere here is refused. */
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
  metadata: z.looseObject({ name: z.string().regex(/^[a-z][a-z0-9-]*$/) }),
});

/** What stands in a manifest, as far as every object has it. */
export type KubernetesObject = z.infer<typeof objectSchema>;

/** @throws what every object needs and this one lacks. */
export function parseObject(value: unknown): KubernetesObject {
  return objectSchema.parse(value);
}

/** The containers of a Deployment's pods, to be read or changed; of anything else, none. */
export function containersOf(object: KubernetesObject): readonly Record<string, unknown>[] {
  const pods = object as {
    spec?: { template?: { spec?: { containers?: readonly Record<string, unknown>[] } } };
  };
  return pods.spec?.template?.spec?.containers ?? [];
}

/** What an object has that its kind's schema does not allow, or lacks that it demands. */
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
  problems.push(...unknown.map((place) => `${place} is not known`));
  return problems.map((problem) => `${kind} ${metadata.name}: ${problem}`);
}
