import { type DestinationStream, type Logger, pino } from 'pino';
import { isAppError, messageOf } from './errors.ts';

export type { Logger };

export interface LoggerOptions {
  /** Says of what work a line tells. */
  readonly fields?: () => object;
  /** Unset: standard output. */
  readonly destination?: DestinationStream;
}

/**
 * JSON lines with times in ISO 8601 UTC. Errors (`error`) are logged with their code, stack and cause, never with what libraries hang on them: commands
 * and requests with all that they hold.
 */
export function createLogger(
  level: string,
  process: string,
  { fields, destination }: LoggerOptions = {},
): Logger {
  const options = {
    level,
    base: { process },
    timestamp: pino.stdTimeFunctions.isoTime,
    ...(fields ? { mixin: fields } : {}),
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { error: described },
  };
  return destination ? pino(options, destination) : pino(options);
}

interface Described {
  readonly message: string;
  readonly code?: string;
  readonly stack?: string | undefined;
  readonly cause?: Described;
}

/** Causes of causes are bounded, for nothing keeps them from being their own. */
function described(error: unknown, depth = 0): Described {
  if (!(error instanceof Error)) return { message: messageOf(error) };
  const { message, stack, cause } = error;
  return {
    message,
    ...(isAppError(error) ? { code: error.code } : {}),
    stack,
    ...(cause === undefined || depth === MOST_CAUSES ? {} : { cause: described(cause, depth + 1) }),
  };
}

const MOST_CAUSES = 5;
