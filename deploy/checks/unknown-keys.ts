/**
 * Gives `value` to a validator, and tells afterwards which keys in it the validator did not look at, as JSON Pointers. Schemas of
 * Kubernetes let unknown keys pass; but a compiled validator looks at every key that it knows, so what it passed by is misspelt.
 */
export function unknownKeys(value: unknown, validate: (value: unknown) => unknown): readonly string[] {
  const looks = new Map<object, Set<PropertyKey>>();
  validate(watched(value, looks));
  return unseen(value, '', looks);
}

function watched(value: unknown, looks: Map<object, Set<PropertyKey>>): unknown {
  if (!isObject(value)) return value;
  const seen = looks.get(value) ?? new Set();
  looks.set(value, seen);
  return new Proxy(value, {
    get(target, key) {
      seen.add(key);
      return watched(Reflect.get(target, key), looks);
    },
  });
}

function unseen(value: unknown, pointer: string, looks: Map<object, Set<PropertyKey>>): readonly string[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const place = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    return looks.get(value)?.has(key) ? unseen(child, place, looks) : [place];
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
