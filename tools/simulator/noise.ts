/** Returns a 32-bit key for a text (FNV-1a). Another seed gives unrelated keys. */
export function noiseKey(seed: number, text: string): number {
  let key = Math.imul(seed, 0x9e3779b1) ^ 0x811c9dc5;
  for (let i = 0; i < text.length; i++) key = Math.imul(key ^ text.charCodeAt(i), 0x01000193);
  return key >>> 0;
}

/**
 * Returns the n-th pseudo-random number of a key, in [0, 1). The same arguments give the same
 * number.
 */
export function noise(key: number, n: number): number {
  let x = (key ^ Math.imul(n, 0x9e3779b1)) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
}

/** Returns a repeatable number in [-1, 1) that is linear between whole values of `x`. */
export function wave(key: number, x: number): number {
  const n = Math.floor(x);
  const from = noise(key, n);
  return 2 * (from + (noise(key, n + 1) - from) * (x - n)) - 1;
}
