import { AppError } from '../../../src/errors.ts';
import { HISTORIES } from '../../../src/quotes/histories/table.ts';
import { PROVIDERS } from '../../../src/quotes/providers/table.ts';
import { quoteSchema } from '../../../src/quotes/quote.ts';
import { parseTicker } from '../../../src/tickers/ticker.ts';
import { type FuzzTarget, law, magnitude } from '../target.ts';

const TICKERS = ['sz000625', 'sh600519', 'bj920118', 'sh000300', 'hk00700', 'usAAPL', 'us.IXIC'].map(
  parseTicker,
);
const QUOTES = Object.values(PROVIDERS);
const BARS = Object.values(HISTORIES);
const FETCHED_AT = new Date('2026-09-30T06:10:21Z');

/** Answers of providers. The first byte of an input selects the provider. */
export const providers: FuzzTarget = {
  name: 'providers',
  seeds: [
    `0v_sz000625="51~长安汽车~000625~10.52~10.40~10.45~523107~261553~261554~10.51~100~10.50~200~10.49~300~10.48~400~10.47~500~10.52~100~10.53~200~10.54~300~10.55~400~10.56~500~~20260930141019~0.12~1.15~10.60~10.38~10.52/523107/549262350~523107~54926~0.63~15.06~~10.60~10.38~2.12~869.63~1043.35~1.36~11.44~9.36~1.07~1000~10.50~13.1~15.2~~~1.0~54926.2350~0.0~0~ ~GP-A~-20.1~0.5~2.7~9.1~4.1~15.2~9.2~1.1~2.2~3.3~8266330000~9917450000~30.1~5.5~8266330000~~~-20.5~0.1~~CNY~0~~10.50~-120";\n`,
    `1var hq_str_sz000625="长安汽车,10.45,10.40,10.52,10.60,10.38,10.51,10.52,52310700,549262350.00,100,10.51,200,10.50,300,10.49,400,10.48,500,10.47,100,10.52,200,10.53,300,10.54,400,10.55,500,10.56,2026-09-30,14:10:19,00";\n`,
    `2{"rc":0,"data":{"total":1,"diff":[{"f1":2,"f2":10.52,"f5":523107,"f6":549262350.0,"f12":"000625","f13":0,"f14":"长安汽车","f15":10.6,"f16":10.38,"f17":10.45,"f18":10.4,"f124":1790748619,"f152":2}]}}`,
    `3{"code":0,"msg":"","data":{"sz000625":{"day":[["2026-09-29","10.40","10.52","10.60","10.38","523107"]]}}}`,
    `4{"rc":0,"data":{"code":"000625","market":0,"name":"长安汽车","decimal":2,"klines":["2026-09-29,10.40,10.52,10.60,10.38,523107,549262350,2.1,1.15,0.12,0.6"]}}`,
  ],
  dictionary: [
    ...[
      '0',
      '1',
      '2',
      '3',
      '4',
      '~',
      ',',
      '"',
      ';',
      '\n',
      'v_',
      'var hq_str_',
      '="',
      'callback(',
      ');',
      '{',
      '}',
      '[',
      ']',
      'null',
      ':',
    ],
    ...[
      '-',
      '0.00',
      '1e999',
      'NaN',
      'Infinity',
      '99999999999999999999',
      '20260930141019',
      '00000000000000',
      '2026-02-30',
      '24:00:00',
      'S',
      'D',
    ],
    ...[
      'sz000625',
      'sh600519',
      'hk00700',
      'usAAPL',
      's_usAAPL',
      'rt_hk00700',
      'gb_aapl',
      '"f2":"-"',
      '"f14":',
      '\\u0000',
      '\\ud800',
      '<html>',
      '名',
    ],
  ],
  run(input) {
    const number = (input[0] ?? 0) % (QUOTES.length + BARS.length);
    const bytes = input.subarray(1);
    try {
      const provider = QUOTES[number];
      return provider ? quotesIn(provider, bytes) : barsIn(BARS[number - QUOTES.length], bytes);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      law(error.message.length <= 700, 'the error message is short');
      return `${number} ${error.code}`;
    }
  },
};

function quotesIn(provider: (typeof QUOTES)[number], bytes: Buffer): string {
  const tickers = new Map(TICKERS.flatMap((ticker) => provider.keysOf(ticker).map((key) => [key, ticker])));
  const quotes = provider.read(bytes, { tickers, fetchedAt: FETCHED_AT }) ?? new Map();
  const seen = [...quotes].map(([ticker, quote]) => {
    law(TICKERS.includes(ticker), 'only requested tickers have quotes');
    const whole = {
      ...quote,
      fetchedAt: FETCHED_AT.toISOString(),
      source: provider.name,
      session: 'open',
      stale: false,
    };
    law(quoteSchema.safeParse(whole).success, 'a quote matches its schema');
    return `${quote.state} ${quote.price === null ? 'without' : 'with'} a price`;
  });
  return `${provider.name} ${[...new Set(seen)].sort().join(' | ')}`;
}

function barsIn(history: (typeof BARS)[number] | undefined, bytes: Buffer): string {
  const bars = history?.read(bytes, 'sz000625') ?? [];
  for (const { date, close } of bars) {
    law(/^\d{4}-\d{2}-\d{2}$/.test(date), 'a bar has a date');
    law(Number.isFinite(close) && close > 0, 'a bar has a price');
  }
  return `${history?.name} bars ${magnitude(bars.length)}`;
}
