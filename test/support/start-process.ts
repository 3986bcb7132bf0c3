import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { tracked } from './open-resources.ts';

export interface RunningProcess extends AsyncDisposable {
  /**
   * Sends a signal and returns the exit code once the process has ended, or null if the signal
   * ended it.
   */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** Sends a signal that does not end the process. */
  signal(signal: NodeJS.Signals): void;
  readonly pid: number;
  /** The log lines so far. */
  readonly log: readonly string[];
  /** The lines on standard error so far. */
  readonly complaints: readonly string[];
}

export interface ProcessOptions {
  readonly env: Readonly<Record<string, string>>;
  /** The message of the log line that says it is up. */
  readonly readyMessage: string;
}

/**
 * Runs a built program (`dist/…`) as its own process with only these settings, and waits until it
 * is up.
 */
export function startProcess(program: string, options: ProcessOptions): Promise<RunningProcess> {
  return startCommand(process.execPath, [program], options);
}

/**
 * Runs a script of package.json in the same way. Signals go to npm alone. In the end, all processes
 * that it started are stopped.
 */
export function startNpmScript(script: string, options: ProcessOptions): Promise<RunningProcess> {
  return startCommand('npm', ['run', '--silent', script], { ...options, detached: true });
}

/** Runs a command in the same way. */
export async function startCommand(
  command: string,
  args: readonly string[],
  { env, readyMessage, detached = false }: ProcessOptions & { readonly detached?: boolean },
): Promise<RunningProcess> {
  const program = args.at(-1) ?? command;
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH ?? '', LOG_LEVEL: 'info', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached,
  });
  const log: string[] = [];
  const complaints: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => complaints.push(line));
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const ready = new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      log.push(line);
      if (line.includes(`"msg":"${readyMessage}"`)) resolve();
    });
  });
  await Promise.race([
    ready,
    exited.then(([code]) =>
      Promise.reject(new Error(`${program} ended with ${code}\n${[...log, ...complaints].join('\n')}`)),
    ),
  ]);
  const running = {
    log,
    complaints,
    pid: child.pid ?? 0,
    signal: (signal: NodeJS.Signals) => void child.kill(signal),
    end: async (signal: NodeJS.Signals) => {
      if (isRunning(child)) child.kill(signal);
      const [code] = await exited;
      return code;
    },
  };
  return tracked(program, running, async () => {
    await running.end('SIGKILL');
    if (detached) endGroup(child);
  });
}

/** Ends the remaining processes of a process group. */
function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

/** The discard port, on which nothing listens. */
export const UNREACHABLE_URL = 'http://127.0.0.1:9';

/** Starts the API as its own process at `port`; 0 means any free one. It can reach no provider. */
export function startApiProcess(redisUrl: string, port: number, env = {}): Promise<RunningProcess> {
  return startProcess('dist/src/server.js', {
    env: { REDIS_URL: redisUrl, PORT: String(port), ...originsAt(UNREACHABLE_URL), ...env },
    readyMessage: 'listening',
  });
}

/** Returns the origin that an API process has logged. */
export function originOf({ log }: RunningProcess): string {
  const line = log.find((text) => text.includes('"msg":"listening"')) ?? '{}';
  const { address } = JSON.parse(line) as { address: AddressInfo };
  return `http://${address.address}:${address.port}`;
}

/** Starts a worker as its own process that sends all quote requests to `quotesUrl`. */
export function startWorkerProcess(redisUrl: string, quotesUrl: string, env = {}): Promise<RunningProcess> {
  return startProcess('dist/workers/main.js', {
    env: { REDIS_URL: redisUrl, ...originsAt(quotesUrl), ...env },
    readyMessage: 'worker ready',
  });
}

/**
 * Returns settings that set every provider to one origin, so that tests send no requests outside.
 */
export function originsAt(url: string): Record<string, string> {
  const settings = ['TENCENT_QUOTE', 'SINA_QUOTE', 'EASTMONEY_QUOTE', 'TENCENT_HISTORY', 'EASTMONEY_HISTORY'];
  return Object.fromEntries(settings.map((name) => [`${name}_URL`, url]));
}
