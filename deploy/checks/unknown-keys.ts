/**
 * Passes `value` to a validator and returns the keys, as JSON Pointers, that the validator never
 * read. Kubernetes' schemas accept unknown keys, but a compiled validator reads every key it knows:
 * a key that it did not read is misspelt.
 */
export function unknownKeys(value: unknown, validate: (value: unknown) => unknown): readonly string[] {
  const reads = new Map<object, Set<PropertyKey>>();
  validate(recording(value, reads));
  return unread(value, '', reads);
}

function recording(value: unknown, reads: Map<object, Set<PropertyKey>>): unknown {
  if (!isObject(value)) return value;
  const read = reads.get(value) ?? new Set();
  reads.set(value, read);
  return new Proxy(value, {
    get(target, key) {
      read.add(key);
      return recording(Reflect.get(target, key), reads);
    },
  });
}

function unread(value: unknown, pointer: string, reads: Map<object, Set<PropertyKey>>): readonly string[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const place = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    return reads.get(value)?.has(key) ? unread(child, place, reads) : [place];
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
