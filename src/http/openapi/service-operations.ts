import type { Operation } from './operation.ts';
import { cacheControlParameter, tickersParameter } from './parameters.ts';

/** Quotes, the service itself, and its pages. */
export const SERVICE_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/quotes',
    operationId: 'getQuotes',
    summary: 'Quotes of tickers',
    scope: 'read',
    parameters: [tickersParameter, cacheControlParameter],
    answers: {
      200: {
        description: 'A quote of each ticker, or why there is none.',
        headers: ['Cache-Control', 'Age', 'Cache-Status'],
        content: { 'application/json': 'Quotes' },
      },
    },
    problems: ['invalid_request'],
  },
  {
    method: 'get',
    path: '/openapi.json',
    operationId: 'getOpenApi',
    summary: 'This document',
    scope: null,
    answers: {
      200: {
        description: 'OpenAPI 3.1.',
        headers: ['ETag', 'Cache-Control'],
        content: { 'application/json': { text: '{"openapi":"3.1.1"}' } },
      },
    },
    problems: [],
  },
  {
    method: 'get',
    path: '/docs',
    operationId: 'getDocs',
    summary: 'A page that lists the calls and tries them out',
    scope: null,
    answers: {
      200: { description: 'The page.', content: { 'text/html': { text: '<!doctype html>' } } },
    },
    problems: [],
  },
  {
    method: 'get',
    path: '/livez',
    operationId: 'getLiveness',
    summary: 'Whether the process answers',
    scope: null,
    answers: { 200: { description: 'It does.', content: { 'application/json': 'Liveness' } } },
    problems: [],
  },
  {
    method: 'get',
    path: '/readyz',
    operationId: 'getReadiness',
    summary: 'Whether articles can be taken',
    scope: null,
    answers: {
      200: { description: 'They can.', content: { 'application/json': 'Readiness' } },
      503: {
        description: 'Redis cannot be reached.',
        headers: ['Retry-After'],
        content: { 'application/json': 'Readiness' },
      },
    },
    problems: [],
  },
  {
    method: 'get',
    path: '/metrics',
    operationId: 'getMetrics',
    summary: 'What this process counts',
    scope: null,
    answers: {
      200: {
        description: "Prometheus' text format.",
        content: { 'text/plain': { text: '# TYPE process_cpu_seconds_total counter\n' } },
      },
    },
    problems: [],
  },
  {
    method: 'get',
    path: '/admin/queues',
    operationId: 'getDashboard',
    summary: 'The dashboard of the queues',
    scope: 'operate',
    answers: {
      200: { description: 'The page.', content: { 'text/html': { text: '<!doctype html>' } } },
    },
    problems: [],
  },
];
