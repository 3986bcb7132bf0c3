import { type DestinationStream, type Logger, type LoggerOptions as LoggerOptionsOfPino, pino } from 'pino';
import { isAppError, messageOf } from './errors.ts';
import { LogRepeats, type RepeatOptions } from './log-repeats.ts';

export type { Logger };

export interface LoggerOptions {
  /** Returns fields for every line, such as the current trace. */
  readonly fields?: () => object;
  /** Unset: standard output. */
  readonly destination?: DestinationStream;
  /** How often repeated warnings and errors are written. */
  readonly repeats?: RepeatOptions;
}

/**
 * Creates a logger that writes JSON lines with times in ISO 8601, UTC. An error (`error`) is logged
 * with its code, stack and causes, but without what libraries attach to it, such as whole commands
 * and requests. A repeated warning or error is written once a minute, with the number of repeats.
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

/** Fields that name the subject of a line. Lines that differ in them are similar, not equal. */
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

/** The depth is bounded, because an error can be its own cause. */
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
