import { z } from 'zod';
import type { EndpointState } from '../../webhooks/endpoint-board.ts';
import { articleIdSchema } from './result-schemas.ts';

const count = z.int().min(0);
const instant = z.iso.datetime().nullable();

/** An endpoint as operators see it. */
export const endpointSchema = z.strictObject({
  id: z.string().regex(/^e_[\da-f]{24}$/),
  url: z.string().describe('Without its query, which may hold a secret.'),
  state: z.enum(['active', 'disabled']).describe('Nothing is sent to a disabled one.'),
  reason: z.string().nullable().describe('Why it is disabled.'),
  disabledAt: instant,
  delivered: count.describe('How many webhooks were delivered there.'),
  failed: count.describe('How many attempts failed.'),
  consecutiveFailures: count.describe('How many attempts failed since the last delivery.'),
  failingSince: instant,
  lastStatus: z.int().nullable().describe('null: there was no answer.'),
  lastReason: z.string().nullable().describe('Why the last attempt failed.'),
  lastAt: instant,
  lastDeliveredAt: instant,
}) satisfies z.ZodType<EndpointState>;

export const endpointsSchema = z.strictObject({
  endpoints: z
    .array(endpointSchema)
    .max(1000)
    .describe('Those that are disabled first, each lot by its last attempt, the latest first.'),
});

/** That an article is to be delivered once more. */
export const redeliverySchema = z.strictObject({
  id: articleIdSchema,
  revision: z.int().min(1).describe('The one that is delivered.'),
  deliveries: count.describe('To how many; 0 where nobody asked to be called back, or it is not finished.'),
});
