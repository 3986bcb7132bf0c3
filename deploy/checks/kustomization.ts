import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { containersOf, type KubernetesObject, parseObject } from './kubernetes-object.ts';
import { readOneYaml, readYaml } from './yaml-file.ts';

const paths = z.array(z.string()).default([]);
const operation = z.discriminatedUnion('op', [
  z.strictObject({ op: z.enum(['add', 'replace']), path: z.string().startsWith('/'), value: z.unknown() }),
  z.strictObject({ op: z.literal('remove'), path: z.string().startsWith('/') }),
]);

/** What our kustomizations use of kustomize; anything else is refused, for it would not be rendered here as it is there. */
const kustomizationSchema = z.strictObject({
  apiVersion: z.enum(['kustomize.config.k8s.io/v1beta1', 'kustomize.config.k8s.io/v1alpha1']),
  kind: z.enum(['Kustomization', 'Component']),
  namespace: z.string().optional(),
  resources: paths,
  components: paths,
  configMapGenerator: z
    .array(
      z.strictObject({
        name: z.string(),
        behavior: z.enum(['create', 'merge']).default('create'),
        literals: z.array(z.string().regex(/^[A-Z_]+=/)),
      }),
    )
    .default([]),
  images: z
    .array(
      z.strictObject({ name: z.string(), newName: z.string().optional(), newTag: z.string().optional() }),
    )
    .default([]),
  replicas: z.array(z.strictObject({ name: z.string(), count: z.int().positive() })).default([]),
  patches: z
    .array(
      z.strictObject({ target: z.strictObject({ kind: z.string(), name: z.string() }), patch: z.string() }),
    )
    .default([]),
});

type Kustomization = z.infer<typeof kustomizationSchema>;
/** The objects that `kubectl kustomize FOLDER` prints, but for the digest that it appends to the names of config maps. */
export function render(folder: string): readonly KubernetesObject[] {
  const kustomization = kustomizationSchema.parse(readOneYaml(join(folder, 'kustomization.yaml')));
  const objects = [...kustomization.resources, ...kustomization.components].flatMap((path) =>
    loaded(join(folder, path)),
  );
  addConfigMaps(objects, kustomization);
  replaceImages(objects, kustomization);
  for (const { name, count } of kustomization.replicas)
    Object.assign(specOf(only(objects, 'Deployment', name)), { replicas: count });
  for (const { target, patch } of kustomization.patches)
    applyPatch(only(objects, target.kind, target.name), z.array(operation).parse(parse(patch)));
  if (kustomization.namespace !== undefined)
    for (const { kind, metadata } of objects)
      if (kind !== 'Namespace') metadata.namespace = kustomization.namespace;
  return objects;
}

/** The YAML files below a folder that no kustomization of it names. */
export function unusedFiles(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.yaml'),
  );
  const isKustomization = (file: string): boolean => file.endsWith('kustomization.yaml');
  const named = files.filter(isKustomization).flatMap((file) => {
    const { resources } = kustomizationSchema.parse(readOneYaml(join(folder, file)));
    return resources.map((path) => relative('.', join(dirname(file), path)));
  });
  return files.filter((file) => !isKustomization(file) && !named.includes(file));
}

function loaded(path: string): readonly KubernetesObject[] {
  if (!existsSync(path)) throw new Error(`${path} is named by a kustomization and does not exist`);
  return path.endsWith('.yaml') ? readYaml(path).map(parseObject) : render(path);
}

function addConfigMaps(objects: KubernetesObject[], { configMapGenerator }: Kustomization): void {
  for (const { name, behavior, literals } of configMapGenerator) {
    const data = Object.fromEntries(literals.map((literal) => literal.split(/=(.*)/s).slice(0, 2)));
    if (behavior === 'create')
      objects.push({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });
    else Object.assign(only(objects, 'ConfigMap', name).data as object, data);
  }
}

function replaceImages(objects: readonly KubernetesObject[], { images }: Kustomization): void {
  for (const { name, newName = name, newTag } of images) {
    const holders = objects.flatMap(containersOf).filter(({ image }) => image === name);
    if (holders.length === 0) throw new Error(`images: ${name} is no container's image`);
    for (const container of holders) container.image = newTag ? `${newName}:${newTag}` : newName;
  }
}

function specOf(object: KubernetesObject): object {
  return object.spec as object;
}

function only(objects: readonly KubernetesObject[], kind: string, name: string): KubernetesObject {
  const [found, ...more] = objects.filter((object) => object.kind === kind && object.metadata.name === name);
  if (!found || more.length > 0) throw new Error(`there is not exactly one ${kind} ${name}`);
  return found;
}

/** RFC 6902, as far as ours goes: the parent must be there, and what is replaced or removed, too. */
function applyPatch(object: KubernetesObject, operations: readonly z.infer<typeof operation>[]): void {
  for (const step of operations) {
    const keys = step.path
      .slice(1)
      .split('/')
      .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = keys.pop() ?? '';
    const parent = keys.reduce<unknown>(
      (value, key) => (value as Record<string, unknown> | undefined)?.[key],
      object,
    );
    const holder =
      z.record(z.string(), z.unknown()).safeParse(parent).data && (parent as Record<string, unknown>);
    if (!holder || (step.op !== 'add' && !(last in holder)))
      throw new Error(`patch of ${object.kind} ${object.metadata.name}: nothing is at ${step.path}`);
    if (step.op === 'remove') delete holder[last];
    else holder[last] = step.value;
  }
}
