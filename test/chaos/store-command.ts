/** A command on its way to Redis, with the parts that kill steps need. */
export interface StoreCommand {
  /** In lower case. */
  readonly name: string;
  /** All keys of a script, or the first argument of another command. */
  readonly keys: readonly string[];
  /** The arguments after the keys. */
  readonly args: readonly string[];
  readonly isScript: boolean;
}

/**
 * Arguments such as texts and enrichments are long; their beginning is enough to distinguish them.
 */
const MAX_ARGUMENT_CHARS = 300;

/** Reads the parts of a request in the protocol of Redis. */
export function commandOf(parts: readonly Buffer[]): StoreCommand {
  const text = (index: number): string => parts[index]?.toString('utf8', 0, MAX_ARGUMENT_CHARS) ?? '';
  const name = text(0).toLowerCase();
  const isScript = name === 'eval' || name === 'evalsha';
  const firstKey = isScript ? 3 : 1;
  const keyCount = isScript ? Number(text(2)) : Math.min(1, parts.length - 1);
  const texts = Array.from({ length: Math.max(0, parts.length - firstKey) }, (_, at) => text(firstKey + at));
  return { name, isScript, keys: texts.slice(0, keyCount), args: texts.slice(keyCount) };
}
