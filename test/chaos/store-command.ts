/** A command on its way to Redis, as far as a kill step has to know it. */
export interface StoreCommand {
  /** In lower case. */
  readonly name: string;
  /** Of a script all keys that it names; of another command its first argument. */
  readonly keys: readonly string[];
  /** What follows the keys. */
  readonly args: readonly string[];
  readonly isScript: boolean;
}

/** Arguments are long (texts, enrichments), and are told apart by how they begin. */
const MAX_ARGUMENT_CHARS = 300;

/** Reads the parts of a request in Redis' protocol. */
export function commandOf(parts: readonly Buffer[]): StoreCommand {
  const text = (index: number): string => parts[index]?.toString('utf8', 0, MAX_ARGUMENT_CHARS) ?? '';
  const name = text(0).toLowerCase();
  const isScript = name === 'eval' || name === 'evalsha';
  const firstKey = isScript ? 3 : 1;
  const keyCount = isScript ? Number(text(2)) : Math.min(1, parts.length - 1);
  const texts = Array.from({ length: Math.max(0, parts.length - firstKey) }, (_, at) => text(firstKey + at));
  return { name, isScript, keys: texts.slice(0, keyCount), args: texts.slice(keyCount) };
}
