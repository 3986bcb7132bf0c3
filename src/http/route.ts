import type { Request } from 'express';
import type { z } from 'zod';
import type { ApiKey, Scope } from '../api-keys.ts';
import type { ErrorCode } from '../errors.ts';
import type { Reply } from './reply.ts';

export interface AppOptions {
  readonly maxBodyBytes: number;
  /** The zone of dates that name none (IANA). */
  readonly timeZone: string;
  readonly maxBufferedBytes: number;
  readonly keys: readonly ApiKey[];
  readonly adminReadWrite: boolean;
  readonly rateLimitPerMinute: number;
  readonly maxQueueAgeSeconds: number;
  readonly minRedisHeadroom: number;
}

/** Schemas of bodies by media type. A string has an example in its metadata. */
export type Content = Readonly<Record<string, z.ZodType>>;

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

export interface Answer {
  readonly description: string;
  readonly headers?: readonly HeaderName[];
  /** Unset: the answer has no body. */
  readonly content?: Content;
}

/** A call of the API as `openapi.json` describes it. */
export interface Operation {
  readonly method: 'get' | 'post' | 'delete';
  /** Express's form: `:id` stands for one segment. */
  readonly path: string;
  /** The scope that a key needs; null: the call needs no key. */
  readonly scope: Scope | null;
  readonly summary: string;
  readonly description?: string;
  readonly request?: {
    readonly params?: z.ZodObject;
    /** Parameters that are not named here are refused. */
    readonly query?: z.ZodObject;
    readonly headers?: z.ZodObject;
    /** Other media types are refused. Unset: the call needs no body. */
    readonly body?: Content;
  };
  /** By status. */
  readonly answers: Readonly<Record<number, Answer>>;
  /** What can go wrong with this call, besides what can go wrong with any. */
  readonly problems: readonly ErrorCode[];
}

export type Handler = (request: Request) => Promise<Reply>;

/** How a call is served. */
export interface Endpoint<Resources> extends Pick<Operation, 'method' | 'path' | 'scope' | 'request'> {
  /** Called once, when the app is created. */
  readonly handler: (resources: Resources, options: AppOptions) => Handler;
}

/** Everything about one call: what `openapi.json` says of it, and the code that answers it. */
export interface Route<Resources> extends Operation, Endpoint<Resources> {}
