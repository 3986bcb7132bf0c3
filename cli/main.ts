import { annotateFile } from './annotate.ts';
import { type Api, UnreachableError } from './api.ts';
import { follow } from './follow.ts';
import { get } from './get.ts';
import { doctor } from './operator/doctor.ts';
import { reconcile } from './operator/reconcile.ts';
import { redrive } from './operator/redrive.ts';
import type { Env } from './operator/store.ts';
import { type Output, standardOutput } from './output.ts';
import { submit } from './submit.ts';
import { COMMAND_USAGE, USAGE, UsageError } from './usage.ts';
import { versionOf } from './version.ts';

type Command = (args: readonly string[], api: Api, out: Output) => number | Promise<number>;
type OperatorCommand = (args: readonly string[], env: Env, out: Output) => Promise<number>;

const COMMANDS: Readonly<Record<string, Command>> = {
  submit,
  get,
  follow,
  annotate: (args, _api, out) => annotateFile(args, out),
};

/** Commands that read and write the store directly, with the settings of the service. */
const OPERATOR_COMMANDS: Readonly<Record<string, OperatorCommand>> = { doctor, redrive, reconcile };

const DEFAULT_URL = 'http://127.0.0.1:8080';

/** Runs one command of `tickerspan` and returns its exit code. */
export async function main(
  argv: readonly string[],
  env: Env,
  out: Output = standardOutput(),
): Promise<number> {
  const { url = env.TICKERSPAN_URL || DEFAULT_URL, rest } = withoutUrl(argv);
  const [name] = rest;
  try {
    return await commandIn(rest, url, env, out);
  } catch (error) {
    return report(error, COMMAND_USAGE[name ?? ''] ?? USAGE, out);
  }
}

async function commandIn(
  [name = '', ...args]: readonly string[],
  url: string,
  env: Env,
  out: Output,
): Promise<number> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  const operate = Object.hasOwn(OPERATOR_COMMANDS, name) ? OPERATOR_COMMANDS[name] : undefined;
  if ((command || operate) && args.includes('--help')) {
    out.write(COMMAND_USAGE[name] ?? USAGE);
    return 0;
  }
  if (command) return command(args, apiAt(url, env), out);
  return operate ? operate(args, env, out) : withoutCommand(name, out);
}

function withoutCommand(name: string, out: Output): number {
  switch (name) {
    case '--help':
    case 'help':
      out.write(USAGE);
      return 0;
    case '--version':
      out.print(versionOf());
      return 0;
    case '':
      throw new UsageError('');
  }
  throw new UsageError(name.startsWith('-') ? `Unknown option '${name}'` : `Unknown command '${name}'`);
}

function apiAt(url: string, env: Env): Api {
  if (url === '') throw new UsageError('--url needs a URL');
  if (!URL.canParse(url) || !/^https?:/.test(url)) throw new UsageError(`${url} is not an http or https URL`);
  return { url, key: env.TICKERSPAN_KEY || undefined };
}

/** Extracts `--url URL`, which may be anywhere. The URL is empty if the value is missing. */
function withoutUrl(argv: readonly string[]): { readonly url?: string; readonly rest: readonly string[] } {
  const at = argv.findIndex((arg) => arg === '--url' || arg.startsWith('--url='));
  if (at === -1) return { rest: argv };
  const [, inline] = /^--url=(.*)$/.exec(argv[at] ?? '') ?? [];
  const url = inline ?? argv[at + 1] ?? '';
  return { url, rest: argv.toSpliced(at, inline === undefined ? 2 : 1) };
}

function report(error: unknown, usage: string, out: Output): number {
  const { code, message } = error as NodeJS.ErrnoException;
  const isUnknown = code?.startsWith('ERR_PARSE_ARGS') === true;
  if (error instanceof UsageError || isUnknown) {
    // parseArgs adds hints after its first sentence.
    const said = isUnknown ? message.replace(/(?:\. |\.?\n).*/s, '') : message;
    out.say(`${said}${said && '\n\n'}${usage.trimEnd()}`);
    return 2;
  }
  out.say(message);
  return error instanceof UnreachableError ? 3 : 1;
}
