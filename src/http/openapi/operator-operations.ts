import type { Operation, Parameter } from './operation.ts';

const ledgerParameters: readonly Parameter[] = [
  {
    name: 'from',
    in: 'query',
    description: 'Rows from this instant on (ISO 8601): a day before `to` where unset, 35 days at most.',
    schema: { type: 'string', format: 'date-time' },
  },
  {
    name: 'to',
    in: 'query',
    description: 'Rows up to this instant (ISO 8601): now where unset.',
    schema: { type: 'string', format: 'date-time' },
  },
  {
    name: 'source',
    in: 'query',
    description: 'Only the rows of this source.',
    schema: { type: 'string' },
  },
];

/** What operators ask for. */
export const OPERATOR_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/ledger',
    operationId: 'getLedger',
    summary: 'The ledger: what was accepted, and what became of it',
    description:
      'In the totals and in each row, `accepted` is `enriched + failed + expired + deleted + lost + inFlight`, or `imbalance` says by how much not.',
    scope: 'operate',
    parameters: ledgerParameters,
    answers: {
      200: {
        description: 'The ledger, and the sources that have changed.',
        headers: ['Cache-Control'],
        content: { 'application/json': 'Ledger' },
      },
    },
    problems: ['invalid_request', 'store_unavailable'],
  },
  {
    method: 'get',
    path: '/v1/failures',
    operationId: 'getFailures',
    summary: 'The articles that have failed, grouped by reason',
    description: '`tickerspan redrive --code CODE` queues those of one reason again.',
    scope: 'operate',
    answers: {
      200: {
        description: 'The groups, the largest first.',
        headers: ['Cache-Control'],
        content: { 'application/json': 'Failures' },
      },
    },
    problems: ['store_unavailable'],
  },
];
