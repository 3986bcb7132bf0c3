import { z } from 'zod';
import type { ErrorCode } from '../errors.ts';
import { components } from './components.ts';
import './core-components.ts';
import { problemSchema, statusOf } from './problem.ts';
import type { Answer, Content, HeaderName, Operation } from './route.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

const HEADERS: Readonly<Record<HeaderName | 'X-Request-Id', string>> = {
  Location: 'Where the article can be read.',
  'Retry-After': 'When to try again, in seconds.',
  ETag: 'Strong; identifies this representation of this revision.',
  'Preference-Applied': 'The wait that was granted.',
  Vary: 'Which request headers the response depends on.',
  'Cache-Control': 'How long the response may be kept.',
  'Cache-Status': 'Whether a provider was asked (RFC 9211).',
  Age: 'How many seconds ago the oldest quote was fetched.',
  RateLimit: 'How much of the key’s limit is left, and in how many seconds all of it is available again.',
  'RateLimit-Policy': 'The key’s limit.',
  'X-Request-Id': 'The id of the request: the one that its sender gave it, or a new one.',
};

const DESCRIPTION = `Turns scraped financial articles into articles whose companies are verified, linked and priced.

- Times are ISO 8601 in UTC. Errors are RFC 9457 problem details.
- Every GET can be a HEAD. Paths are case-sensitive and have no slash at the end.
- A request with an unknown query parameter, or with one that is given twice, is refused with 400. So is a malformed \`Host\`, a repeated \`Host\`, \`Authorization\` or \`Content-Type\`, and a \`Transfer-Encoding\` other than chunked.
- A request with more than 100 headers is refused with 431.
- A request that changes something is refused with 403 \`cross_site\` if a browser says that a page of another site sent it.
- An API without keys serves only this machine and refuses any other host with 421 \`host_not_allowed\`.`;

/** Describes the calls, by their names, as an OpenAPI 3.1 document. */
export function openApiDocument(operations: Readonly<Record<string, Operation>>): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const [operationId, operation] of Object.entries(operations)) {
    const path = operation.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [operation.method]: operationObject(operationId, operation) };
  }
  const headers = Object.entries(HEADERS).map(([name, description]) => [
    name,
    { description, schema: { type: 'string' } },
  ]);
  return {
    openapi: '3.1.1',
    info: {
      title: 'tickerspan',
      version: '1.0.0',
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: componentSchemas(),
      headers: Object.fromEntries(headers),
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'A key of API_KEYS. Not needed if none is set.' },
        password: { type: 'http', scheme: 'basic', description: 'The key as the password, for browsers.' },
      },
    },
  };
}

function operationObject(operationId: string, operation: Operation): object {
  const { scope, summary, description = '', request = {}, answers, problems } = operation;
  const parameters = [
    ...parametersIn('path', request.params),
    ...parametersIn('query', request.query),
    ...parametersIn('header', request.headers),
  ];
  const needs = scope === null ? '' : `Needs a key with the scope ${scope} if keys are set.`;
  const text = [description, needs].filter(Boolean).join(' ');
  return {
    operationId,
    summary,
    ...(text === '' ? {} : { description: text }),
    security: scope === null ? [] : [{ key: [scope] }, { password: [scope] }, {}],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(request.body ? { requestBody: { required: true, content: contentObject(request.body) } } : {}),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, answer]) => [status, responseObject(answer)]),
      ),
      ...problemResponses([...new Set([...problems, ...commonProblems(operation)])]),
    },
  };
}

function parametersIn(place: 'path' | 'query' | 'header', schema: z.ZodObject = z.object({})): object[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input' });
  return Object.entries(properties).map(([name, property]) => {
    const { description, example, ...rest } = property as JsonSchema;
    return {
      name,
      in: place,
      ...(required.includes(name) ? { required: true } : {}),
      description,
      schema: rest,
      ...(example === undefined ? {} : { example }),
    };
  });
}

/** The dashboard checks its own parameters and does not count against the limit of a key. */
function commonProblems({ scope, path }: Operation): readonly ErrorCode[] {
  return [
    ...(path.startsWith('/admin/') ? [] : (['invalid_request'] as const)),
    ...(scope === null ? [] : (['unauthorized', 'forbidden'] as const)),
    ...(scope !== null && path.startsWith('/v1/') ? (['rate_limited'] as const) : []),
  ];
}

function responseObject({ description, headers = [], content }: Answer): object {
  return {
    description,
    headers: headerReferences(headers),
    ...(content ? { content: contentObject(content) } : {}),
  };
}

function contentObject(content: Content): object {
  return Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, mediaObject(schema)]));
}

function mediaObject(schema: z.ZodType): object {
  if (!(schema instanceof z.ZodString)) return { schema: schemaObject(schema) };
  const { $schema, example, ...rest } = z.toJSONSchema(schema);
  return { schema: rest, example };
}

function schemaObject(schema: z.core.$ZodType): object {
  const id = components.get(schema)?.id;
  if (id !== undefined) return { $ref: schemaUri(id) };
  if (schema instanceof z.ZodUnion) return { anyOf: schema.options.map(schemaObject) };
  throw new TypeError('A body needs a schema that is registered in components, or a union of such schemas');
}

const PROBLEM_HEADERS: Readonly<Record<number, readonly HeaderName[]>> = {
  429: ['Retry-After', 'RateLimit', 'RateLimit-Policy'],
  503: ['Retry-After'],
};

/** One response for each status: several codes may share it. */
function problemResponses(codes: readonly ErrorCode[]): object {
  const responses = [...new Set(codes.map(statusOf))].map((status) => [
    status,
    {
      description: `Problem: ${codes.filter((code) => statusOf(code) === status).join(', ')}.`,
      headers: headerReferences(PROBLEM_HEADERS[status] ?? []),
      content: { 'application/problem+json': { schema: schemaObject(problemSchema) } },
    },
  ]);
  return Object.fromEntries(responses);
}

function headerReferences(names: readonly HeaderName[]): object {
  const all = ['X-Request-Id', ...names];
  return Object.fromEntries(all.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

function componentSchemas(): object {
  const { schemas } = z.toJSONSchema(components, { io: 'input', uri: schemaUri });
  // Schemas are registered in the order of imports, which formatting may change.
  const names = Object.keys(schemas).sort();
  return Object.fromEntries(
    names.map((name) => {
      const { $schema, $id, ...schema } = schemas[name] ?? {};
      const { id, ...more } = metadataOf(name);
      return [name, { ...schema, ...more }];
    }),
  );
}

function metadataOf(name: string): JsonSchema {
  const schema = components._idmap.get(name);
  return (schema && components.get(schema)) ?? {};
}

function schemaUri(id: string): string {
  return `#/components/schemas/${id}`;
}
