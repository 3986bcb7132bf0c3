import type { Redis } from 'ioredis';
import { messageOf } from '../errors.ts';
import { checkRedis } from '../redis.ts';
import type { Reply } from './reply.ts';

/** `GET /livez`: the process answers. It says nothing of what it depends on, for a restart would mend none of that. */
export async function livez(): Promise<Reply> {
  return { status: 200, body: { status: 'alive' } };
}

/** `GET /readyz`: whether articles can be taken; `warnings` say what is wrong with how Redis is set up. */
export function readyz({ redis }: { redis: Redis }) {
  return async function handle(): Promise<Reply> {
    try {
      const warnings = await checkRedis(redis);
      return { status: 200, body: { status: 'ready', redis: 'reachable', warnings } };
    } catch (error) {
      return {
        status: 503,
        headers: { 'Retry-After': '2' },
        body: { status: 'not ready', redis: `unreachable: ${messageOf(error)}`, warnings: [] },
      };
    }
  };
}
