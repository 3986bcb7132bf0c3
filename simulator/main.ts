import { parseArgs } from 'node:util';
import { controlsHelp } from './controls.ts';
import { startExchange } from './exchange.ts';
import { faultDescriptions, faults } from './faults.ts';

const usage = `Usage: simulator/main.ts [--port N] [--host H] [--help]

Plays the exchanges of the mainland, Hong Kong and New York: answers at the providers' paths, all of them on one
port, with made-up prices of real listings.
  --port N   port to listen on; 0, the default, takes a free one
  --host H   address to listen on; default 127.0.0.1

Providers, and what they answer:
  tencent            /q=sz000625,hk00700,usBABA and the same in UTF-8 under /utf8/q=
  sina               /list=sz000625,rt_hk00700,gb_baba, with a Referer of sina.com.cn
  eastmoney          /api/qt/ulist.np/get?fltt=2&fields=f2,f12&secids=0.000625,116.00700,106.BABA
  tencent-history    /appstock/app/fqkline/get?param=sz000625,day,2021-11-01,2021-11-18,20,
  eastmoney-history  /api/qt/stock/kline/get?secid=0.000625&klt=101&fqt=0&beg=20211101&end=20211118&fields2=f51,f53

Controls:
${controlsHelp}
Faults:
${faults.map((fault) => `  ${fault.padEnd(9)}${faultDescriptions[fault]}\n`).join('')}
Set TENCENT_QUOTE_URL, SINA_QUOTE_URL, EASTMONEY_QUOTE_URL, TENCENT_HISTORY_URL and EASTMONEY_HISTORY_URL to its address.
`;

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
  console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  process.exitCode = 1;
});
