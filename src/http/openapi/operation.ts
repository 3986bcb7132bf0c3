import type { Scope } from '../../api-keys.ts';
import type { ErrorCode } from '../../errors.ts';
import type { JsonSchema, SchemaName } from './components.ts';

/** What a body holds: a schema by its name, or text with an example of it. */
export type Content = SchemaName | { readonly text: string };

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly description: string;
  readonly schema: JsonSchema;
  readonly required?: true;
  readonly example?: unknown;
}

export type HeaderName =
  | 'Location'
  | 'Retry-After'
  | 'ETag'
  | 'Preference-Applied'
  | 'Vary'
  | 'Cache-Control'
  | 'Cache-Status'
  | 'Age'
  | 'RateLimit'
  | 'RateLimit-Policy';

export interface DocumentedAnswer {
  readonly description: string;
  readonly headers?: readonly HeaderName[];
  /** By media type; none: the answer has no body. */
  readonly content?: Readonly<Record<string, Content | readonly SchemaName[]>>;
}

/** A call as the document describes it. */
export interface Operation {
  readonly method: 'get' | 'post' | 'delete';
  /** With `{id}` for what varies. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly scope: Scope | null;
  readonly parameters?: readonly Parameter[];
  /** By media type. */
  readonly request?: Readonly<Record<string, Content>>;
  /** By status. */
  readonly answers: Readonly<Record<number, DocumentedAnswer>>;
  /** What can go wrong, besides what can with any call. */
  readonly problems: readonly ErrorCode[];
}
