import type { LookupAddress } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { LRUCache } from 'lru-cache';
import { settleWithin } from '../async/with-timeout.ts';
import type { Resolve } from './addresses.ts';

export interface HostNameOptions {
  /**
   * Whether names may be completed with the search list of `resolv.conf`, as service names in
   * Kubernetes are.
   */
  readonly allowPrivate: boolean;
  /** Name servers as `address:port`. Unset: those of the system. */
  readonly servers?: readonly string[];
  readonly hostsFile?: string;
  readonly resolvConf?: string;
  /** For the whole lookup, in milliseconds. */
  readonly timeoutMs?: number;
}

/** Thrown if the name servers of a name do not answer, or did not answer a moment ago. */
export class NameTimeout extends Error {
  override readonly name = 'NameTimeout';

  constructor() {
    super('its name servers did not answer in time');
  }
}

const TIMEOUT_MS = 3000;
/**
 * How long to wait for the second family once the first has addresses: some name servers never
 * answer for IPv6.
 */
const SECOND_FAMILY_MS = 300;
/** How long a name is not looked up again after a timeout. */
const SKIP_MS = 30_000;
const MAX_SKIPPED = 10_000;
const MAX_SEARCHED = 6;
/** How long the hosts file and `resolv.conf` are cached. */
const FILE_TTL_MS = 5000;

/**
 * Looks names up in the hosts file and then in DNS, IPv4 addresses first.
 *
 * It does not use `dns.lookup`, which cannot be canceled, and which occupies one of the few threads
 * of libuv's pool while a name server is silent. A c-ares resolver needs no thread. Each lookup has
 * its own resolver, so that it can be canceled. c-ares does not read the hosts file for these
 * queries, so this function does. `localhost` is always the loopback (RFC 6761, 6.3).
 */
export function createResolver(options: HostNameOptions): Resolve {
  const { allowPrivate, servers, timeoutMs = TIMEOUT_MS } = options;
  const { hostsFile = '/etc/hosts', resolvConf = '/etc/resolv.conf' } = options;
  const skipped = new LRUCache<string, true>({ max: MAX_SKIPPED, ttl: SKIP_MS });
  const files = new LRUCache<string, Lines>({ max: 2, ttl: FILE_TTL_MS, fetchMethod: linesOf });
  const read = async (path: string): Promise<Lines> => (await files.fetch(path)) ?? [];
  return async function resolve(hostname) {
    const name = hostname.toLowerCase();
    const bare = name.replace(/\.$/, '');
    const known = addressesInHosts(await read(hostsFile), bare);
    if (known.length > 0) return known;
    if (/(?:^|\.)localhost$/.test(bare)) return LOOPBACK;
    if (skipped.has(bare)) throw new NameTimeout();
    const suffixes = allowPrivate && name === bare ? searchList(await read(resolvConf)) : [];
    const names = [bare, ...suffixes.map((suffix) => `${bare}.${suffix}`)];
    return await lookUp(names, timeoutMs, servers).catch((error: unknown) => {
      if (error instanceof NameTimeout) skipped.set(bare, true);
      throw error;
    });
  };
}

async function lookUp(
  names: readonly string[],
  timeoutMs: number,
  servers: readonly string[] | undefined,
): Promise<readonly LookupAddress[]> {
  const resolver = new Resolver({ timeout: Math.ceil(timeoutMs / 3), tries: 2 });
  if (servers) resolver.setServers(servers);
  // c-ares adapts its own timeouts, so they are no limit.
  const timer = setTimeout(() => resolver.cancel(), timeoutMs);
  try {
    return await firstKnown(resolver, names);
  } finally {
    clearTimeout(timer);
    resolver.cancel();
  }
}

const LOOPBACK: readonly LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

/**
 * Returns the addresses of the first name that has any.
 * @throws the error of the first name if none has any.
 */
async function firstKnown(
  resolver: Resolver,
  [name = '', ...others]: readonly string[],
): Promise<readonly LookupAddress[]> {
  try {
    return await addressesInDns(resolver, name);
  } catch (error) {
    if (others.length === 0 || error instanceof NameTimeout) throw error;
    return await firstKnown(resolver, others).catch((later: unknown) => {
      throw later instanceof NameTimeout ? later : error;
    });
  }
}

/** Returns the addresses of both families, or of one if the other has none or is slow. */
async function addressesInDns(resolver: Resolver, name: string): Promise<readonly LookupAddress[]> {
  const found: Record<4 | 6, readonly LookupAddress[]> = { 4: [], 6: [] };
  const errors: NodeJS.ErrnoException[] = [];
  const ask = async (family: 4 | 6): Promise<void> => {
    try {
      const addresses = await (family === 4 ? resolver.resolve4(name) : resolver.resolve6(name));
      found[family] = addresses.map((address) => ({ address, family }));
    } catch (error) {
      errors.push(error as NodeJS.ErrnoException);
    }
  };
  const both = [ask(4), ask(6)];
  await Promise.race(both);
  const all = Promise.all(both);
  const hasOne = found[4].length + found[6].length > 0;
  await (hasOne ? settleWithin(SECOND_FAMILY_MS, all).catch(() => {}) : all);
  const addresses = [...found[4], ...found[6]];
  if (addresses.length > 0) return addresses;
  if (errors.some(({ code = '' }) => TIMED_OUT.has(code))) throw new NameTimeout();
  throw errors[0] ?? new Error(`No address for ${name}`);
}

/** The codes of c-ares for a query that timed out or was canceled. */
const TIMED_OUT: ReadonlySet<string> = new Set(['ETIMEOUT', 'ECANCELLED']);

/** The words of each line of a file. */
type Lines = readonly (readonly string[])[];

function addressesInHosts(lines: Lines, name: string): readonly LookupAddress[] {
  return lines.flatMap(([address = '', ...names]) => {
    const family = isIP(address);
    const isNamed = names.some((other) => other.toLowerCase() === name);
    return family > 0 && isNamed ? [{ address, family }] : [];
  });
}

function searchList(lines: Lines): readonly string[] {
  const [, ...suffixes] =
    lines.filter(([keyword]) => keyword === 'search' || keyword === 'domain').at(-1) ?? [];
  return suffixes.map((suffix) => suffix.replace(/\.$/, '')).slice(0, MAX_SEARCHED);
}

/** Reads a file without its comments. Returns no lines if it cannot be read. */
async function linesOf(path: string): Promise<Lines> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.split('\n').map((line) =>
    line
      .replace(/[#;].*/, '')
      .trim()
      .split(/\s+/),
  );
}
