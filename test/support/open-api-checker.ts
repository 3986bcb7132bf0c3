import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Answer } from './client.ts';

interface Media {
  readonly schema: object;
  readonly example?: string;
}

export interface DocumentedOperation {
  readonly operationId: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<
    Record<string, { readonly headers: object; readonly content?: Readonly<Record<string, Media>> }>
  >;
}

export interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, { readonly examples?: readonly unknown[] }>>;
  };
}

/** Compares responses with an OpenAPI document. */
export interface OpenApiChecker {
  /** Operations by `operationId`. */
  readonly operations: ReadonlyMap<string, DocumentedOperation>;
  /**
   * Returns what is wrong with a response. If it is valid, returns null and counts the response as
   * seen.
   */
  faultOf(operation: string, answer: Answer): string | null;
  /** Returns the documented responses that were not seen, as `getLiveness 200 application/json`. */
  unseen(): readonly string[];
  /** Returns what is wrong with a value of the schema with this name, or null. */
  faultIn(schema: string, value: unknown): string | null;
}

export function openApiChecker(document: OpenApi): OpenApiChecker {
  // Patterns describe formats too, and those are checked.
  const ajv = new Ajv2020({ strict: false, validateFormats: false, validateSchema: false });
  ajv.addSchema(document, 'api');
  const operations = new Map(
    Object.values(document.paths)
      .flatMap((methods) => Object.values(methods))
      .map((operation) => [operation.operationId, operation] as const),
  );
  const seen = new Set<string>();

  function schemaFault(schema: object, value: unknown): string | null {
    const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')) as object;
    const isValid = ajv.compile(absolute);
    return isValid(value) ? null : ajv.errorsText(isValid.errors);
  }

  function contentFault(content: Readonly<Record<string, Media>>, type: string, { text, json }: Answer) {
    const media = content[type];
    if (!media) return `${type} is not documented, but ${Object.keys(content).join(', ')}`;
    const parts = partsOf(type, text);
    if (parts?.length === 0) return `there is nothing in it that could be checked: ${text.slice(0, 200)}`;
    if (parts) return parts.map((part) => schemaFault(media.schema, JSON.parse(part))).find(Boolean) ?? null;
    // The document describes other text formats only as strings.
    if ('type' in media.schema && media.schema.type === 'string') return null;
    return schemaFault(media.schema, json);
  }

  return {
    operations,
    faultOf(name, answer) {
      const documented = operations.get(name)?.responses[answer.status];
      if (!documented) return `${answer.status} is not documented: ${answer.text.slice(0, 200)}`;
      const given = answer.headers.get('content-type');
      const type = given === null ? '' : documentedType(given);
      const fault = documented.content
        ? contentFault(documented.content, type, answer)
        : answer.text === ''
          ? null
          : 'a body is not documented';
      if (fault === null) seen.add([name, answer.status, type].join(' ').trim());
      return fault;
    },
    unseen: () =>
      [...operations].flatMap(([name, { responses }]) =>
        Object.entries(responses).flatMap(([status, { content = { '': null } }]) =>
          Object.keys(content)
            .map((type) => [name, status, type].join(' ').trim())
            .filter((one) => !seen.has(one)),
        ),
      ),
    faultIn: (schema, value) => schemaFault({ $ref: `#/components/schemas/${schema}` }, value),
  };
}

/**
 * Returns the JSON documents in a response that its schema describes, or undefined for other types.
 */
function partsOf(type: string, text: string): readonly string[] | undefined {
  if (type === 'application/x-ndjson') return text.split('\n').filter(Boolean);
  if (type === 'text/event-stream')
    return [...text.matchAll(/^data: (.*)\n\n/gm)].map(([, data]) => data ?? '');
  return undefined;
}

/** Returns a media type as the contract names it: it keeps only the parameter `profile`. */
function documentedType(header: string): string {
  return /;\s*profile=/.test(header) ? header : (header.split(';')[0] ?? '').trim();
}
