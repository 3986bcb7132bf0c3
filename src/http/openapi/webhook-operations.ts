import type { Operation } from './operation.ts';
import { endpointParameter, idParameter } from './parameters.ts';

/** What operators can do about webhooks. */
export const WEBHOOK_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/webhooks',
    operationId: 'listWebhooks',
    summary: 'List the endpoints that webhooks go to',
    description: 'As far as anything was sent to them of late.',
    scope: 'operate',
    answers: {
      200: {
        description: 'The endpoints.',
        headers: ['Cache-Control'],
        content: { 'application/json': 'Endpoints' },
      },
    },
    problems: ['store_unavailable'],
  },
  {
    method: 'post',
    path: '/v1/webhooks/{endpoint}/enable',
    operationId: 'enableWebhook',
    summary: 'Send to a disabled endpoint again',
    description: 'What was not delivered meanwhile is not repeated by that: redeliver the articles.',
    scope: 'operate',
    parameters: [endpointParameter],
    answers: {
      200: {
        description: 'The endpoint as it is now; one that was active is as it was.',
        headers: ['Cache-Control'],
        content: { 'application/json': 'Endpoint' },
      },
    },
    problems: ['not_found', 'store_unavailable'],
  },
  {
    method: 'post',
    path: '/v1/articles/{id}/redeliver',
    operationId: 'redeliverArticle',
    summary: 'Deliver an article again to everybody who asked to be called back',
    description: 'At once, also where that was done, and under the same webhook-id.',
    scope: 'operate',
    parameters: [idParameter],
    answers: {
      202: {
        description: 'The deliveries are queued.',
        headers: ['Cache-Control'],
        content: { 'application/json': 'Redelivery' },
      },
    },
    problems: ['article_not_found', 'article_expired', 'store_unavailable'],
  },
];
