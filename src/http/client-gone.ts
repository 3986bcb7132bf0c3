import type { Request } from 'express';

/** Aborted when the client has gone away, or has been answered. */
export function clientGone({ res }: Request): AbortSignal {
  const controller = new AbortController();
  if (res?.closed) controller.abort();
  res?.once('close', () => controller.abort());
  return controller.signal;
}
