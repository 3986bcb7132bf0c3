import { isTimeout, settleWithin } from './async/with-timeout.ts';
import { messageOf } from './errors.ts';
import type { Logger } from './logger.ts';

/** One thing to be closed, in order. */
export interface ShutdownStep {
  readonly name: string;
  close(): Promise<unknown> | unknown;
}

/**
 * Closes what a process has opened, step by step, in `graceMs` altogether. A step that hangs or
 * fails is logged and skipped, because a Redis that is away must not keep a process from ending.
 */
export async function shutDown(
  steps: readonly ShutdownStep[],
  graceMs: number,
  logger: Logger,
): Promise<void> {
  const deadline = performance.now() + graceMs;
  for (const [index, step] of steps.entries()) {
    const share = (deadline - performance.now()) / (steps.length - index);
    // The first step finishes the running work and gets most of the time. The later ones need
    // little.
    await closeStep(step, index === 0 ? graceMs * 0.7 : Math.max(100, share), logger);
  }
  logger.info('stopped');
}

async function closeStep({ name, close }: ShutdownStep, milliseconds: number, logger: Logger): Promise<void> {
  try {
    await settleWithin(milliseconds, Promise.resolve(close()));
  } catch (error) {
    if (isTimeout(error))
      logger.warn({ step: name, milliseconds: Math.round(milliseconds) }, 'shutdown step timed out');
    else logger.warn({ step: name, reason: messageOf(error) }, 'shutdown step failed');
  }
}

/**
 * Ends the process with 0 on SIGINT and SIGTERM; a second signal ends it at once. Call this first:
 * PID 1 has no default signal handlers. Returns a function that registers the cleanup.
 */
export function stopOnSignal(): (stop: (signal: string) => Promise<void>) => void {
  let isStopping = false;
  let stop = async (_signal: string): Promise<void> => {};
  const onSignal = (signal: string): void => {
    if (isStopping) process.exit(0);
    isStopping = true;
    void stop(signal).finally(() => process.exit(0));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return (next) => {
    stop = next;
  };
}

/**
 * Returns what `load` returns. If it throws, writes the reason to standard error and exits with 1.
 */
export function orExit<T>(load: () => T): T {
  try {
    return load();
  } catch (error) {
    return exitWith(error);
  }
}

/** Writes to standard error why the process cannot start, and exits with 1. */
export function exitWith(error: unknown): never {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(1);
}
