import { AppError, isAppError, messageOf } from '../errors.ts';

/** Messages for Redis' error replies, by the code that a reply begins with. */
const REPLIES: Readonly<Record<string, string>> = {
  OOM: 'The store is full',
  READONLY: 'The store is read-only now',
  MISCONF: 'The store cannot write to its disk',
  NOREPLICAS: 'The store has lost its replicas and refuses writes',
  LOADING: 'The store is starting',
  BUSY: 'The store is busy with a script',
  CLUSTERDOWN: 'Part of the store cannot be reached',
  MASTERDOWN: 'Part of the store cannot be reached',
  TRYAGAIN: 'Part of the store is being moved',
  NOAUTH: 'The store does not accept our password',
  WRONGPASS: 'The store does not accept our password',
  NOPERM: 'The store does not allow a command that tickerspan needs',
};

/**
 * Replies that do not pass by themselves: they need an operator, or show a fault in the stored
 * data.
 */
const PERMANENT = new Set(['NOPERM', 'WRONGTYPE', 'NOSCRIPT', 'ERR']);

/**
 * Converts an error of Redis or of its client to `store_unavailable` if it passes by itself, or to
 * `store_refused` if waiting does not help. The message is for clients of the API, so it contains
 * none of the library's words. The cause is for the log.
 */
export function storeError(cause: unknown): AppError {
  if (isAppError(cause)) return cause;
  const code = replyCodeOf(cause);
  if (code === undefined) return new AppError('store_unavailable', withoutReply(cause), { cause });
  const message = REPLIES[code] ?? 'The store refused a command';
  return new AppError(PERMANENT.has(code) ? 'store_refused' : 'store_unavailable', message, { cause });
}

/**
 * Returns the first word of Redis' error reply. Returns undefined for an error of the client, such
 * as a lost connection.
 */
function replyCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.name !== 'ReplyError') return undefined;
  const { previousErrors: [first] = [] } = error as { previousErrors?: readonly Error[] };
  if (error.message.startsWith('EXECABORT') && first) return replyCodeOf(first);
  // Redis 7.0 reports a command that is forbidden within a script as a plain ERR.
  if (/ can't run this command /.test(error.message)) return 'NOPERM';
  return error.message.split(' ', 1)[0];
}

/** Returns a message for ioredis' own errors, which have no code. */
function withoutReply(cause: unknown): string {
  return /timed out/i.test(messageOf(cause))
    ? 'The store did not answer in time'
    : 'The store cannot be reached';
}

/**
 * Returns whether an error passes by itself, or once an operator acts. Redis may be away, full,
 * read-only or loading, may have lost its replicas, or may deny us a command. A job that meets such
 * an error is delayed and uses up no attempt. All other errors are of commands that never succeed,
 * such as one on a key of the wrong type.
 */
export function isStoreOutage(error: unknown): boolean {
  if (!isAppError(error)) return false;
  return (
    error.code === 'store_unavailable' ||
    (error.code === 'store_refused' && replyCodeOf(error.cause) === 'NOPERM')
  );
}
