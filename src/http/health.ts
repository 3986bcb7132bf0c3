import { messageOf } from '../errors.ts';
import type { FeedTail } from '../feed/feed-tail.ts';
import type { CircuitBoard } from '../quotes/circuit-board.ts';
import { checkRedis } from '../redis/check.ts';
import type { RedisClient } from '../redis/connect.ts';
import { missingPermissions } from '../redis/permissions.ts';
import { probeWrites } from '../redis/probe-writes.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Reply } from './reply.ts';

/** `GET /livez`: the process answers. It says nothing of what it depends on, for a restart would mend none of that. */
export async function livez(): Promise<Reply> {
  return { status: 200, body: { status: 'alive' } };
}

export interface MetricsResources {
  readonly metrics: Metrics;
  readonly tail: FeedTail;
  /** Looks at what all processes share, for it to be told of. */
  readonly collectStoreMetrics: () => Promise<void>;
}

/** `GET /metrics`: what this process counts and what all share, in Prometheus' text format. */
export function getMetrics({ metrics: { registry, http }, tail, collectStoreMetrics }: MetricsResources) {
  return async function handle(): Promise<Reply> {
    await collectStoreMetrics();
    http.listeners.set(tail.listeners);
    return { status: 200, type: registry.contentType, body: await registry.metrics() };
  };
}

export interface ReadinessResources {
  readonly redis: RedisClient;
  readonly circuits: CircuitBoard;
  /** The quote providers that are asked, by name. */
  readonly providers: readonly string[];
}

/**
 * `GET /readyz`: whether articles can be accepted. It is not ready while Redis cannot be reached, refuses writes, or refuses its user a command that API or workers need. `warnings` list faults in
 * Redis' configuration, `providers` the quote providers that are skipped because they failed. Articles are accepted and enriched in spite of both.
 */
export function readyz({ redis, circuits, providers }: ReadinessResources) {
  return async function handle(): Promise<Reply> {
    try {
      const warnings = await checkRedis(redis);
      const refusal = await refusalOf(redis);
      if (refusal !== undefined) return notReady(`refuses writes: ${refusal}`, warnings);
      const missing = await missingPermissions(redis);
      if (missing.length > 0)
        return notReady(`reachable, but its user may not run ${missing.join(', ')}`, warnings);
      const body = {
        status: 'ready',
        redis: 'reachable',
        warnings,
        providers: await states(circuits, providers),
      };
      return { status: 200, body };
    } catch (error) {
      return notReady(`unreachable: ${messageOf(error)}`, []);
    }
  };
}

function notReady(redis: string, warnings: readonly string[]): Reply {
  return { status: 503, headers: { 'Retry-After': '2' }, body: { status: 'not ready', redis, warnings } };
}

/** Returns Redis' reply if it refuses a write. @throws Error if it cannot be reached. */
async function refusalOf(redis: RedisClient): Promise<string | undefined> {
  try {
    await probeWrites(redis);
    return undefined;
  } catch (error) {
    if (error instanceof Error && error.name === 'ReplyError') return error.message.slice(0, 200);
    throw error;
  }
}

/** While the Redis of the cache is down the circuits are not known. Readiness does not depend on them. */
async function states(circuits: CircuitBoard, providers: readonly string[]): Promise<object> {
  const open = await circuits.read(providers).catch(() => undefined);
  return Object.fromEntries(
    providers.map((provider) => {
      const status = open?.get(provider);
      if (!open) return [provider, { state: 'not known' }];
      return [
        provider,
        status ? { state: 'open', until: status.until, reason: status.reason } : { state: 'closed' },
      ];
    }),
  );
}
