import { controlsHelp } from './controls.ts';
import { faultDescriptions } from './faults.ts';
import type { ProviderName } from './providers/table.ts';

const questions: Readonly<Record<ProviderName, string>> = {
  tencent: '/q=sz000625,hk00700,usBABA and the same in UTF-8 under /utf8/q=',
  sina: '/list=sz000625,rt_hk00700,gb_baba with a Referer of sina.com.cn',
  eastmoney: '/api/qt/ulist.np/get?fltt=2&fields=f2,f12&secids=0.000625,116.00700,106.BABA',
  'tencent-history': '/appstock/app/fqkline/get?param=sz000625,day,2021-11-01,2021-11-18,20,',
  'eastmoney-history':
    '/api/qt/stock/kline/get?secid=0.000625&klt=101&fqt=0&beg=20211101&end=20211118&fields2=f51,f53',
};

const table = (lines: Readonly<Record<string, string>>, width: number): string =>
  Object.entries(lines)
    .map(([name, what]) => `  ${name.padEnd(width)}${what}\n`)
    .join('');

/** The text of `--help`. */
export const usage = `Usage: tools/simulator/main.ts [--port N] [--host H] [--help]

Simulates the exchanges of the mainland, Hong Kong and New York. Answers at the paths of all providers on one port,
with made-up prices of real listings.
  --port N   port to listen on; default 0: any free port
  --host H   address to listen on; default 127.0.0.1

Providers and their paths:
${table(questions, 19)}
Controls:
${controlsHelp}
Faults:
${table(faultDescriptions, 10)}
To use it, set TENCENT_QUOTE_URL, SINA_QUOTE_URL, EASTMONEY_QUOTE_URL, TENCENT_HISTORY_URL and
EASTMONEY_HISTORY_URL to its address.
`;
