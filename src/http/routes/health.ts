import { z } from 'zod';
import { messageOf } from '../../errors.ts';
import type { FeedTail } from '../../feed/feed-tail.ts';
import type { CircuitBoard } from '../../quotes/circuit-board.ts';
import { checkRedis } from '../../redis/check.ts';
import type { RedisClient } from '../../redis/connect.ts';
import { missingPermissions } from '../../redis/permissions.ts';
import { probeWrites } from '../../redis/probe-writes.ts';
import type { Metrics } from '../../telemetry/metrics.ts';
import { components } from '../components.ts';
import type { Reply } from '../reply.ts';
import type { Route } from '../route.ts';

export const getLiveness: Route<unknown> = {
  method: 'get',
  path: '/livez',
  scope: null,
  summary: 'Whether the process responds',
  description: 'It checks nothing that the process depends on, because a restart would repair none of that.',
  answers: {
    200: {
      description: 'It does.',
      content: {
        'application/json': z
          .strictObject({ status: z.literal('alive') })
          .register(components, { id: 'Liveness' }),
      },
    },
  },
  problems: [],
  handler: () => async () => ({ status: 200, body: { status: 'alive' } }),
};

export interface MetricsResources {
  readonly metrics: Metrics;
  readonly tail: FeedTail;
  /** Updates the metrics of what all processes share. */
  readonly collectStoreMetrics: () => Promise<void>;
}

export const getMetrics: Route<MetricsResources> = {
  method: 'get',
  path: '/metrics',
  scope: null,
  summary: 'The metrics of this process, and of what all processes share',
  answers: {
    200: {
      description: "Prometheus' text format.",
      content: {
        'text/plain': z.string().meta({ example: '# TYPE process_cpu_seconds_total counter\n' }),
      },
    },
  },
  problems: [],
  handler: ({ metrics: { registry, http }, tail, collectStoreMetrics }) =>
    async function handle() {
      await collectStoreMetrics();
      http.listeners.set(tail.listeners);
      return { status: 200, type: registry.contentType, body: await registry.metrics() };
    },
};

export interface ReadinessResources {
  readonly redis: RedisClient;
  readonly circuits: CircuitBoard;
  /** The names of the quote providers in use. */
  readonly providers: readonly string[];
}

const readinessSchema = z
  .strictObject({
    status: z.enum(['ready', 'not ready']),
    redis: z.string(),
    warnings: z.array(z.string()).describe("Faults in Redis' configuration."),
    providers: z
      .record(
        z.string(),
        z.strictObject({
          state: z.enum(['closed', 'open', 'not known']),
          until: z.iso.datetime().optional(),
          reason: z.string().optional(),
        }),
      )
      .optional()
      .describe('The circuit breaker of each quote provider. An open one skips its provider.'),
  })
  .register(components, { id: 'Readiness' });

export const getReadiness: Route<ReadinessResources> = {
  method: 'get',
  path: '/readyz',
  scope: null,
  summary: 'Whether articles can be accepted',
  description:
    'Not ready while Redis cannot be reached, refuses writes, or refuses a command that API or workers need. Articles are accepted and enriched in spite of warnings and failing providers.',
  answers: {
    200: { description: 'They can.', content: { 'application/json': readinessSchema } },
    503: {
      description: 'Redis cannot be used.',
      headers: ['Retry-After'],
      content: { 'application/json': readinessSchema },
    },
  },
  problems: [],
  handler: ({ redis, circuits, providers }) =>
    async function handle() {
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
    },
};

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

/**
 * While the Redis of the cache is down the circuits are not known. Readiness does not depend on
 * them.
 */
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
