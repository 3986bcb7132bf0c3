/** Where to find Redis: one server, the primary of a Sentinel group, or a cluster. */
export type RedisTarget =
  | { readonly kind: 'single'; readonly url: string }
  | {
      readonly kind: 'sentinel';
      readonly sentinels: readonly Address[];
      /** What the sentinels call their primary. */
      readonly name: string;
      /** The password of the sentinels themselves. */
      readonly sentinelPassword: string | undefined;
      readonly access: RedisAccess;
    }
  | { readonly kind: 'cluster'; readonly nodes: readonly Address[]; readonly access: RedisAccess };

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** How to log in to each server of a group. */
export interface RedisAccess {
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly database: number;
  readonly tls: boolean;
}

/** Describes where a Redis is, for logs, without its passwords. */
export function describeRedis(target: RedisTarget): string {
  if (target.kind === 'single') return maskRedisUrl(target.url);
  const servers = target.kind === 'sentinel' ? target.sentinels : target.nodes;
  const list = servers.map(({ host, port }) => `${host}:${port}`).join(',');
  return target.kind === 'sentinel' ? `${target.name} of sentinels ${list}` : `cluster ${list}`;
}

/** Removes the password from a Redis URL, and the query, which may contain one. */
export function maskRedisUrl(url: string): string {
  // `new URL` rejects passwords that are not escaped. The last @ ends the password.
  const [, scheme = '', userInfo = '', rest = ''] = /^(\w+:\/\/)(?:(.*)@)?([^@?]*)/s.exec(url) ?? [];
  const user = userInfo.includes(':') ? userInfo.slice(0, userInfo.indexOf(':')) : '';
  return `${scheme}${userInfo && `${user}:***@`}${rest}`;
}
