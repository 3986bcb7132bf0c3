import type { Request } from 'express';

/** Returns a signal that aborts when the client has disconnected or has been answered. */
export function requestSignal({ res }: Request): AbortSignal {
  const controller = new AbortController();
  if (res?.closed) controller.abort();
  res?.once('close', () => controller.abort());
  return controller.signal;
}
