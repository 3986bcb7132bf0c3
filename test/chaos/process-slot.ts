import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { atExit } from './at-exit.ts';
import type { Passenger } from './wire.ts';

/** A process that should not have ended, or ended in the wrong way. */
export interface WrongExit {
  readonly process: string;
  readonly how: string;
  readonly lastLines: readonly string[];
}

export interface SlotOptions {
  readonly name: string;
  readonly role: 'api' | 'worker';
  /** A path in the build. */
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
}

/** How long a supervisor waits before it starts a process again. */
const RESTART_MS = 1000;
/** SHUTDOWN_GRACE_MS plus a margin. */
const STOP_MS = 20_000;
const KEPT_LINES = 20;

/** Keeps one process running: like a supervisor, it replaces a process that ends. */
export class ProcessSlot implements Passenger, AsyncDisposable {
  readonly name: string;
  readonly role: 'api' | 'worker';
  readonly wrongExits: WrongExit[] = [];
  /** Called at once when a process is killed on purpose. */
  onKill: () => void = () => {};
  readonly #options: SlotOptions;
  readonly #log: ReturnType<typeof createWriteStream>;
  #extraEnv: Readonly<Record<string, string>> = {};
  #child: ChildProcess | undefined;
  #isWanted = true;
  /** Processes that are being ended on purpose. */
  readonly #condemned = new WeakSet<ChildProcess>();
  readonly #hasLogged = new WeakSet<ChildProcess>();
  #lastLines: string[] = [];
  #lines = { second: 0, count: 0, most: 0 };

  constructor(options: SlotOptions) {
    this.#options = options;
    this.name = options.name;
    this.role = options.role;
    this.#log = createWriteStream(options.logFile);
  }

  /** The largest number of warnings and errors that were logged within one second. */
  get mostLinesPerSecond(): number {
    return this.#lines.most;
  }

  start(): void {
    this.#isWanted = true;
    const child = spawn(process.execPath, [this.#options.program], {
      env: { PATH: process.env.PATH ?? '', ...this.#options.env, ...this.#extraEnv },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        this.#hasLogged.add(child);
        this.#noteLine(line);
      });
    }
    const hasEnded = atExit(() => child.kill('SIGKILL'));
    child.once('exit', hasEnded);
    child.once('exit', (code, signal) => void this.#onExit(child, code, signal));
  }

  /** Ends the process as a crash would. Another one replaces it. */
  kill(): void {
    this.onKill();
    this.#end('SIGKILL');
  }

  /** Asks the process to stop, waits until it has, and starts the next one. */
  async replace(): Promise<void> {
    await this.stop();
    this.start();
  }

  /** Replaces the running process by one with these environment variables. */
  async replaceWith(env: Readonly<Record<string, string>>): Promise<void> {
    this.#extraEnv = env;
    await this.replace();
  }

  /** Asks the process to stop. It must exit by itself with 0. */
  async stop(): Promise<void> {
    this.#isWanted = false;
    const child = this.#child;
    if (!child || !isRunning(child)) return;
    // Until its code is loaded, Node ends by the signal itself.
    while (isRunning(child) && !this.#hasLogged.has(child)) await delay(50);
    if (!isRunning(child)) return;
    this.#condemned.add(child);
    const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    child.kill('SIGTERM');
    const ended = await Promise.race([exited, delay(STOP_MS, undefined, { ref: false })]);
    if (!ended) {
      this.#noteWrongExit(`did not stop within ${STOP_MS / 1000} s of SIGTERM`);
      child.kill('SIGKILL');
      await exited;
    } else if (ended[0] !== 0) {
      this.#noteWrongExit(`ended with ${ended[0] ?? ended[1]} after SIGTERM`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isWanted = false;
    const child = this.#child;
    if (child && isRunning(child)) {
      const exited = once(child, 'exit');
      this.#end('SIGKILL');
      await exited;
    }
    this.#log.end();
  }

  #end(signal: NodeJS.Signals): void {
    const child = this.#child;
    if (!child || !isRunning(child)) return;
    this.#condemned.add(child);
    child.kill(signal);
  }

  async #onExit(child: ChildProcess, code: number | null, signal: NodeJS.Signals | null): Promise<void> {
    if (!this.#condemned.has(child)) this.#noteWrongExit(`ended by itself with ${code ?? signal}`);
    if (!this.#isWanted) return;
    await delay(RESTART_MS);
    if (this.#isWanted && this.#child === child) this.start();
  }

  #noteWrongExit(how: string): void {
    this.wrongExits.push({ process: this.name, how, lastLines: [...this.#lastLines] });
  }

  #noteLine(line: string): void {
    this.#log.write(`${line}\n`);
    this.#lastLines = [...this.#lastLines.slice(1 - KEPT_LINES), line.slice(0, 300)];
    // Requests are logged with one line each, so they do not count.
    if (line.includes('"level":"info"')) return;
    const second = Math.floor(performance.now() / 1000);
    const count = second === this.#lines.second ? this.#lines.count + 1 : 1;
    this.#lines = { second, count, most: Math.max(this.#lines.most, count) };
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}
