import { z } from 'zod';
import { conditional } from '../conditional.ts';
import { docsPage, docsScript, docsStyle } from '../docs/docs-page.ts';
import type { Endpoint, Route } from '../route.ts';

export interface OpenApiResources {
  /** Describes all calls. */
  readonly describeApi: () => object;
}

export const getOpenApi: Route<OpenApiResources> = {
  method: 'get',
  path: '/openapi.json',
  scope: null,
  summary: 'This document',
  answers: {
    200: {
      description: 'OpenAPI 3.1.',
      headers: ['ETag', 'Cache-Control'],
      content: { 'application/json': z.string().meta({ example: '{"openapi":"3.1.1"}' }) },
    },
  },
  problems: [],
  handler: ({ describeApi }) => {
    const body = JSON.stringify(describeApi());
    return async function handle(request) {
      return conditional(request, 'openapi', {
        status: 200,
        type: 'application/json; charset=utf-8',
        // Pages of other sites may read it, because it holds nobody's data.
        headers: { 'Cache-Control': 'no-cache', 'Access-Control-Allow-Origin': '*' },
        body,
      });
    };
  },
};

export const getDocs: Route<unknown> = {
  method: 'get',
  path: '/docs',
  scope: null,
  summary: 'A page that lists the calls and tries them out',
  answers: {
    200: {
      description: 'The page.',
      content: { 'text/html': z.string().meta({ example: '<!doctype html>' }) },
    },
  },
  problems: [],
  handler: () => docsPage,
};

/** What the page of {@link getDocs} loads. */
export const docsAssets: readonly Endpoint<unknown>[] = [
  { method: 'get', path: '/docs/script.js', scope: null, handler: docsScript },
  { method: 'get', path: '/docs/style.css', scope: null, handler: () => docsStyle },
];
