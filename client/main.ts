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

type Command = (args: readonly string[], api: Api, out: Output) => number | Promise<number>;
type OperatorCommand = (args: readonly string[], env: Env, out: Output) => Promise<number>;

const COMMANDS: Readonly<Record<string, Command>> = {
  submit,
  get,
  follow,
  annotate: (args, _api, out) => annotateFile(args, out),
};

/** What works on the store itself, by the settings of the service. */
const OPERATOR_COMMANDS: Readonly<Record<string, OperatorCommand>> = { doctor, redrive, reconcile };

const DEFAULT_URL = 'http://127.0.0.1:8080';

/** Runs one command of `tickerspan`; its exit code. */
export async function main(
  argv: readonly string[],
  env: Env,
  out: Output = standardOutput(),
): Promise<number> {
  try {
    const { url = env.TICKERSPAN_URL || DEFAULT_URL, rest } = withoutUrl(argv);
    if (!URL.canParse(url) || !/^https?:/.test(url)) throw new UsageError(`${url} is no http or https URL`);
    return await commandIn(rest, { url, key: env.TICKERSPAN_KEY || undefined }, env, out);
  } catch (error) {
    return report(error, out);
  }
}

async function commandIn(
  [name = '', ...args]: readonly string[],
  api: Api,
  env: Env,
  out: Output,
): Promise<number> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  const operate = Object.hasOwn(OPERATOR_COMMANDS, name) ? OPERATOR_COMMANDS[name] : undefined;
  if (!args.includes('--help')) {
    if (command) return command(args, api, out);
    if (operate) return operate(args, env, out);
  }
  if (!command && !operate && name !== '--help' && name !== 'help')
    throw new UsageError(`There is no command ${name || 'named'}`);
  out.write(COMMAND_USAGE[name] ?? USAGE);
  return 0;
}

/** `--url URL` may stand anywhere. */
function withoutUrl(argv: readonly string[]): { readonly url?: string; readonly rest: readonly string[] } {
  const at = argv.findIndex((arg) => arg === '--url' || arg.startsWith('--url='));
  if (at === -1) return { rest: argv };
  const [, inline] = /^--url=(.*)$/.exec(argv[at] ?? '') ?? [];
  const url = inline ?? argv[at + 1];
  if (url === undefined) throw new UsageError('--url wants a URL');
  return { url, rest: argv.toSpliced(at, inline === undefined ? 2 : 1) };
}

function report(error: unknown, out: Output): number {
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof UsageError || code?.startsWith('ERR_PARSE_ARGS')) {
    out.say(`${message}\n\n${USAGE}`);
    return 2;
  }
  out.say(message);
  return error instanceof UnreachableError ? 3 : 1;
}
