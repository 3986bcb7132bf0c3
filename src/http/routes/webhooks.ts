import { z } from 'zod';
import { articleIdSchema } from '../../articles/article-id.ts';
import type { ArticleStore } from '../../articles/lifecycle/article-store.ts';
import type { PendingSteps } from '../../articles/lifecycle/pending-steps.ts';
import { AppError } from '../../errors.ts';
import { type EndpointState, endpointSchema } from '../../webhooks/endpoint-board.ts';
import type { Webhooks } from '../../webhooks/webhooks.ts';
import { components } from '../components.ts';
import { ID_EXAMPLE } from '../examples.ts';
import type { Route } from '../route.ts';
import { idParameter, loadArticle } from './refresh-article.ts';

interface WebhookResources {
  readonly webhooks: Webhooks;
}

const NO_STORE = { 'Cache-Control': 'no-store' };

const endpointExample: EndpointState = {
  id: 'e_5f1d7a84db00d2fce00b31a7',
  url: 'https://example.com/hooks/tickerspan',
  state: 'disabled',
  reason: 'the receiver answered 410: it is gone',
  disabledAt: '2026-09-30T06:10:22.000Z',
  delivered: 41,
  failed: 1,
  consecutiveFailures: 1,
  failingSince: '2026-09-30T06:10:22.000Z',
  lastStatus: 410,
  lastReason: 'the receiver answered 410: it is gone',
  lastAt: '2026-09-30T06:10:22.000Z',
  lastDeliveredAt: '2026-09-30T06:04:01.000Z',
};

endpointSchema.register(components, { id: 'Endpoint', examples: [endpointExample] });

const endpointsSchema = z
  .strictObject({
    endpoints: z
      .array(endpointSchema)
      .max(1000)
      .describe('Disabled endpoints first. Each group is ordered by its last attempt, the latest first.'),
  })
  .register(components, { id: 'Endpoints', examples: [{ endpoints: [endpointExample] }] });

export const listWebhooks: Route<WebhookResources> = {
  method: 'get',
  path: '/v1/webhooks',
  scope: 'operate',
  summary: 'List the endpoints that webhooks go to',
  description: 'Lists the endpoints that something was sent to recently.',
  answers: {
    200: {
      description: 'The endpoints.',
      headers: ['Cache-Control'],
      content: { 'application/json': endpointsSchema },
    },
  },
  problems: ['store_unavailable'],
  handler: ({ webhooks }) =>
    async function handle() {
      return { status: 200, headers: NO_STORE, body: { endpoints: await webhooks.endpoints.list() } };
    },
};

export const enableWebhook: Route<WebhookResources> = {
  method: 'post',
  path: '/v1/webhooks/:endpoint/enable',
  scope: 'operate',
  summary: 'Enable a disabled endpoint',
  description:
    'Webhooks that were not delivered meanwhile are not sent again. To send them, redeliver the articles.',
  request: {
    params: z.object({
      endpoint: z.string().meta({
        description: 'The id of an endpoint, from the list of endpoints.',
        example: endpointExample.id,
      }),
    }),
  },
  answers: {
    200: {
      description: 'The endpoint as it is now. An active endpoint is unchanged.',
      headers: ['Cache-Control'],
      content: { 'application/json': endpointSchema },
    },
  },
  problems: ['not_found', 'store_unavailable'],
  handler: ({ webhooks }) =>
    async function handle(request) {
      const endpoint = await webhooks.endpoints.enable(String(request.params.endpoint));
      if (!endpoint) throw new AppError('not_found', 'No webhook went to an endpoint with this id recently');
      return { status: 200, headers: NO_STORE, body: endpoint };
    },
};

const redeliverySchema = z
  .strictObject({
    id: articleIdSchema,
    revision: z.int().min(1).describe('The revision that is delivered.'),
    deliveries: z
      .int()
      .min(0)
      .describe('How many webhooks are queued. 0 if nobody asked for one, or the article is not finished.'),
  })
  .register(components, {
    id: 'Redelivery',
    examples: [{ id: ID_EXAMPLE, revision: 1, deliveries: 2 }],
  });

export const redeliverArticle: Route<
  WebhookResources & { readonly articles: ArticleStore; readonly pending: PendingSteps }
> = {
  method: 'post',
  path: '/v1/articles/:id/redeliver',
  scope: 'operate',
  summary: 'Deliver the webhooks of an article again',
  description:
    'Sends a webhook to every callback URL of the article immediately, even if it was delivered before, with the same webhook-id.',
  request: { params: z.object({ id: idParameter }) },
  answers: {
    202: {
      description: 'The deliveries are queued.',
      headers: ['Cache-Control'],
      content: { 'application/json': redeliverySchema },
    },
  },
  problems: ['article_not_found', 'article_expired', 'store_unavailable'],
  handler: ({ articles, webhooks, pending }) =>
    async function handle(request) {
      const { id, revision } = (await loadArticle(articles, request)).record;
      const step = await pending.begin('redeliver', id);
      const deliveries = await webhooks.deliveries.queueAgain(id);
      void pending.end(step);
      return { status: 202, headers: NO_STORE, body: { id, revision, deliveries } };
    },
};
