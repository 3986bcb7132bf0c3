import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { keepCrash, keepNew } from './corpus.ts';
import type { ExplorerOptions, ExplorerReport } from './explorer-messages.ts';

export interface FuzzOptions extends Omit<ExplorerOptions, 'inputFile'> {
  /** A batch of inputs that takes longer counts as a hang, in milliseconds. */
  readonly hangMs: number;
  readonly onProgress?: (runs: number) => void;
}

export interface FuzzOutcome {
  readonly runs: number;
  /** Number of inputs that were added to the corpus. */
  readonly kept: number;
  /** Set if an input broke a law, ended the process or made it hang. */
  readonly failure?: { readonly reason: string; readonly file: string };
}

/**
 * Tries inputs on one target in a separate process. An input that ends or hangs the process is also
 * saved as a crash.
 */
export async function fuzzTarget({ hangMs, onProgress, ...options }: FuzzOptions): Promise<FuzzOutcome> {
  const folder = mkdtempSync(`${tmpdir()}/tickerspan-fuzz-`);
  const inputFile = `${folder}/input`;
  try {
    const child = fork(EXPLORER, [JSON.stringify({ ...options, inputFile })], {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const seen = await watch(child, { hangMs, ...options, ...(onProgress ? { onProgress } : {}) });
    const input = seen.input ?? (existsSync(inputFile) ? readFileSync(inputFile) : Buffer.alloc(0));
    const { runs, kept, reason } = seen;
    if (reason === undefined) return { runs, kept };
    return {
      runs,
      kept,
      failure: { reason, file: keepCrash({ name: options.target }, input, options.folder) },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const EXPLORER = fileURLToPath(new URL('explorer.ts', import.meta.url));
/** Maximum time for the process to load the target, in milliseconds. */
const START_MS = 120_000;
/** Maximum length of the saved error output of a crashed process. */
const MAX_STDERR = 2000;

interface Seen {
  readonly runs: number;
  readonly kept: number;
  readonly reason?: string;
  /** The input that failed, if the process could still report it. */
  readonly input?: Buffer;
}

/** Watches an exploring process until it ends. */
function watch(
  child: ChildProcess,
  { target, folder, hangMs, onProgress }: Omit<FuzzOptions, 'onProgress'> & Pick<FuzzOptions, 'onProgress'>,
): Promise<Seen> {
  return new Promise((resolve) => {
    let [runs, kept] = [0, 0];
    let end: Omit<Seen, 'runs' | 'kept'> | undefined;
    let stderr = '';
    const endAt = (milliseconds: number): NodeJS.Timeout =>
      setTimeout(() => {
        end = { reason: `no progress for ${milliseconds / 1000} s` };
        child.kill('SIGKILL');
      }, milliseconds);
    let alarm = endAt(START_MS);
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString()).slice(0, MAX_STDERR);
    });
    child.on('message', (report: ExplorerReport) => {
      // Each batch of inputs ends with a report.
      clearTimeout(alarm);
      alarm = endAt(hangMs);
      if (report.kind === 'progress') {
        runs = report.runs;
        onProgress?.(runs);
      }
      if (report.kind === 'new' && keepNew({ name: target }, Buffer.from(report.input, 'base64'), folder))
        kept += 1;
      if (report.kind === 'failed')
        end = { reason: report.reason, input: Buffer.from(report.input, 'base64') };
      if (report.kind === 'passed') end = {};
    });
    child.on('close', (code, signal) => {
      clearTimeout(alarm);
      resolve({
        runs,
        kept,
        ...(end ?? { reason: `the process ended (${signal ?? code}): ${stderr.trim()}` }),
      });
    });
  });
}
