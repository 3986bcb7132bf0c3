import { type Logger, pino } from 'pino';

export type { Logger };

/** JSON lines on standard output, with times in ISO 8601 UTC. Errors are logged with their code, stack and cause, never with a request's body or headers. `fields` says of what work a line tells. */
export function createLogger(level: string, process: string, fields?: () => object): Logger {
  return pino({
    level,
    base: { process },
    timestamp: pino.stdTimeFunctions.isoTime,
    ...(fields ? { mixin: fields } : {}),
    formatters: { level: (label) => ({ level: label }) },
  });
}
