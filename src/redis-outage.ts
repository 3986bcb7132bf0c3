import { isAppError } from './errors.ts';

/**
 * Whether a `store_unavailable` will pass by itself or by an operator's hand: Redis is away, full, read-only, loading, has lost its replicas or
 * refuses us a command. A job that meets it is put off and uses up no attempt. What is left are commands that will never succeed, such as one on a key of the wrong type.
 */
export function isStoreOutage(error: unknown): boolean {
  if (!isAppError(error) || error.code !== 'store_unavailable') return false;
  let { cause } = error as { cause?: unknown };
  while (isAppError(cause)) cause = cause.cause;
  if (!(cause instanceof Error) || cause.name !== 'ReplyError') return true;
  // Scripts report a refused command as a plain ERR (Redis 7.0).
  return (
    !/^(?:ERR|WRONGTYPE|NOSCRIPT)\b/.test(cause.message) || / can't run this command /.test(cause.message)
  );
}
