import { parseArgs } from 'node:util';
import { startExchange } from './exchange.ts';
import { usage } from './usage.ts';

type CommandLine = { readonly port: number; readonly host: string; readonly help: boolean };

function parseCommandLine(args: readonly string[]): CommandLine {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '0' },
      host: { type: 'string', default: '127.0.0.1' },
      help: { type: 'boolean', default: false },
    },
  });
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535) {
    throw new Error(`--port must be a number from 0 to 65535, not ${values.port}`);
  }
  return { port: Number(values.port), host: values.host, help: values.help };
}

async function main(): Promise<void> {
  const { help, ...where } = parseCommandLine(process.argv.slice(2));
  if (help) return void process.stdout.write(usage);
  const exchange = await startExchange(where);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void exchange.close());
  console.log(`exchange simulator listening on ${exchange.url}`);
}

main().catch((error: unknown) => {
  console.error(`${error instanceof Error ? error.message : error}. See --help.`);
  process.exitCode = 1;
});
