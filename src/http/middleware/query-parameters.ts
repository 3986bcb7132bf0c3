import type { NextFunction, Request, Response } from 'express';
import type { z } from 'zod';
import { AppError, type Fault } from '../../errors.ts';

const MAX_FAULTS = 20;
const MAX_NAME_LENGTH = 64;

/**
 * Returns middleware that refuses query parameters with other names, and those that are given
 * twice: a filter that is silently ignored would answer another question.
 * @throws AppError `invalid_request` that names at most {@link MAX_FAULTS} of them.
 */
export function refuseUnknownParameters(allowed: readonly string[]) {
  return function check(request: Request, _response: Response, next: NextFunction): void {
    const faults = Object.entries(request.query).flatMap(([name, value]): readonly Fault[] => {
      if (!allowed.includes(name)) return [{ pointer: pointerTo(name), detail: 'Unknown parameter' }];
      return Array.isArray(value) ? [{ pointer: pointerTo(name), detail: 'Give it once' }] : [];
    });
    if (faults.length > 0) throw parameterError(faults, allowed);
    next();
  };
}

/** Returns an error that says which parameters are allowed instead. */
export function parameterError(faults: readonly Fault[], allowed: readonly string[]): AppError {
  const listed = faults.slice(0, MAX_FAULTS);
  const more = faults.length - listed.length;
  const names = listed.map(({ pointer }) => pointer.slice(1)).join(', ');
  const taken = allowed.length === 0 ? 'no query parameters' : `the query parameters ${allowed.join(', ')}`;
  const detail = `Cannot accept ${names}${more > 0 ? ` and ${more} more` : ''}. This call takes ${taken}, each once.`;
  return new AppError('invalid_request', detail, { faults: listed });
}

/** RFC 6901. */
function pointerTo(name: string): string {
  return `/${name.slice(0, MAX_NAME_LENGTH).toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/**
 * Parses the query of a request.
 * @param more faults found elsewhere, which are reported together with those of the query.
 * @throws AppError `invalid_request` that names every parameter at fault.
 */
export function parseQuery<Schema extends z.ZodObject>(
  schema: Schema,
  { query }: Request,
  more: readonly Fault[] = [],
): z.output<Schema> {
  const { success, data, error } = schema.safeParse(query);
  if (success && more.length === 0) return data;
  const faults = (error?.issues ?? []).map(({ path, message }) => ({
    pointer: `/${path.join('/')}`,
    detail: message,
  }));
  const all = [...faults, ...more];
  throw new AppError('invalid_request', all[0]?.detail ?? '', { faults: all });
}
