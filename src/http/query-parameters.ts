import type { NextFunction, Request, Response } from 'express';
import { AppError, type Fault } from '../errors.ts';
import { OPERATIONS } from './openapi/document.ts';

const MAX_FAULTS = 20;
const MAX_NAME_LENGTH = 64;

/** The query parameters that the OpenAPI document lists for a route; none for a page, which it does not list. */
export function documentedParameters(method: string, path: string): readonly string[] {
  const documented = path.replace(/:(\w+)/g, '{$1}');
  const operation = OPERATIONS.find((one) => one.method === method && one.path === documented);
  return (operation?.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => name);
}

/**
 * Makes the middleware that refuses query parameters with other names, and those that are given twice. A filter that is ignored answers
 * a question that nobody asked.
 * @throws AppError `invalid_request` that names at most {@link MAX_FAULTS} of them.
 */
export function refuseUnknownParameters(allowed: readonly string[]) {
  return function check(request: Request, _response: Response, next: NextFunction): void {
    const faults = Object.entries(request.query).flatMap(([name, value]): readonly Fault[] => {
      if (!allowed.includes(name)) return [{ pointer: pointerTo(name), detail: 'Unknown parameter' }];
      return Array.isArray(value) ? [{ pointer: pointerTo(name), detail: 'Give it once' }] : [];
    });
    if (faults.length > 0) throw refusal(faults, allowed);
    next();
  };
}

/** The refusal of parameters, which says what is allowed instead. */
export function refusal(faults: readonly Fault[], allowed: readonly string[]): AppError {
  const listed = faults.slice(0, MAX_FAULTS);
  const more = faults.length - listed.length;
  const names = listed.map(({ pointer }) => pointer.slice(1)).join(', ');
  const taken = allowed.length === 0 ? 'no query parameters' : `the query parameters ${allowed.join(', ')}`;
  const detail = `Not understood: ${names}${more > 0 ? ` and ${more} more` : ''}. This call takes ${taken}, each once.`;
  return new AppError('invalid_request', detail, { faults: listed });
}

/** RFC 6901. */
function pointerTo(name: string): string {
  return `/${name.slice(0, MAX_NAME_LENGTH).toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
