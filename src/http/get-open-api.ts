import type { Request } from 'express';
import { conditional } from './conditional.ts';
import { openApiDocument } from './openapi/document.ts';
import type { Reply } from './reply.ts';

/** `GET /openapi.json`: the API as OpenAPI 3.1, made once. */
export function getOpenApi() {
  const body = JSON.stringify(openApiDocument());
  return async function handle(request: Request): Promise<Reply> {
    return conditional(request, 'openapi', {
      status: 200,
      type: 'application/json; charset=utf-8',
      // Pages of others may read it: it holds nothing of anybody's.
      headers: { 'Cache-Control': 'no-cache', 'Access-Control-Allow-Origin': '*' },
      body,
    });
  };
}
