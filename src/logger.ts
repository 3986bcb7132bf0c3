import { type DestinationStream, type Logger, type LoggerOptions as LoggerOptionsOfPino, pino } from 'pino';
import { isAppError, messageOf } from './errors.ts';
import { LogRepeats, type RepeatOptions } from './log-repeats.ts';

export type { Logger };

export interface LoggerOptions {
  /** Says of what work a line tells. */
  readonly fields?: () => object;
  /** Unset: standard output. */
  readonly destination?: DestinationStream;
  /** How often warnings and errors that repeat are written. */
  readonly repeats?: RepeatOptions;
}

/**
 * JSON lines with times in ISO 8601 UTC. Errors (`error`) are logged with their code, stack and cause, never with what libraries hang on them: commands
 * and requests with all that they hold. A warning or an error that repeats is written once a minute, with the number of repeats.
 */
export function createLogger(
  level: string,
  process: string,
  { fields, destination, repeats }: LoggerOptions = {},
): Logger {
  const options = {
    level,
    base: { process },
    timestamp: pino.stdTimeFunctions.isoTime,
    ...(fields ? { mixin: fields } : {}),
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { error: described },
    hooks: { logMethod: withoutRepeats(new LogRepeats(repeats)) },
  };
  return destination ? pino(options, destination) : pino(options);
}

type LogMethod = NonNullable<NonNullable<LoggerOptionsOfPino['hooks']>['logMethod']>;

const WARN = 40;

/** What a line is about: lines that differ in it are similar, not the same. */
const SUBJECTS = ['article', 'delivery', 'requestId', 'line'];

function withoutRepeats(repeats: LogRepeats): LogMethod {
  return function log(args, method, level) {
    const [first, text] = args as unknown as [unknown, string?];
    const fields = typeof first === 'object' && first !== null ? (first as Record<string, unknown>) : {};
    const { error, ...others } = fields;
    const common = Object.fromEntries(Object.entries(others).filter(([name]) => !SUBJECTS.includes(name)));
    const line = {
      message: text ?? String(first),
      reason: [error === undefined ? '' : messageOf(error), ...Object.values(common)].join(' '),
      hasSubject: SUBJECTS.some((name) => name in fields),
    };
    const report = (suppressed: number, seconds: number): void => {
      const counted = { ...common, ...(error === undefined ? {} : { error }), repeated: suppressed, seconds };
      Reflect.apply(method, this, [counted, line.message]);
    };
    if (level < WARN || repeats.admits(line, report)) method.apply(this, args);
  };
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
    ...(cause === undefined || depth === MAX_CAUSES ? {} : { cause: described(cause, depth + 1) }),
  };
}

const MAX_CAUSES = 5;
