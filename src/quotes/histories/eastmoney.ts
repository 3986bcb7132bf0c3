import { z } from 'zod';
import { AppError } from '../../errors.ts';
import { secidsOf } from '../../tickers/notations.ts';
import { jsonIn, notAnswered } from '../answer-rows.ts';
import type { BarFormat } from '../daily-bars.ts';
import { type BarRow, barsOfRows } from '../daily-bars.ts';

/**
 * Eastmoney's `kline`:
 * `{"rc":0,"data":{"code":"000625","market":0,"klines":["2021-11-17,18.20,18.55,…"]}}`. A row is
 * date, open, close, and the other columns that were asked for. For an unknown listing `rc` is 100
 * and `data` is null.
 */
export const eastmoney: BarFormat = {
  name: 'eastmoney',
  headers: { Referer: 'https://quote.eastmoney.com/' },
  keysOf: secidsOf,
  path: (secid, { from, until }) =>
    `/api/qt/stock/kline/get?secid=${secid}&klt=101&fqt=0&beg=${digits(from)}&end=${digits(until)}&lmt=20` +
    '&fields1=f1,f2,f3,f4,f5,f6&fields2=f51,f52,f53,f54,f55,f56,f57,f58,f59,f60,f61',
  read(bytes, secid) {
    const json = jsonIn('eastmoney', bytes);
    const answer = answerSchema.safeParse(json);
    if (!answer.success) throw notAnswered('eastmoney', 'no bars', JSON.stringify(json));
    if (answer.data.rc !== 0) return undefined;
    const { code, market, klines, dktotal } = answer.data.data;
    if (`${market}.${code}` !== secid)
      throw notAnswered('eastmoney', 'what was not asked', `${market}.${code}`);
    // Every known listing has at least one bar. Eastmoney returns none to clients that ask too
    // often.
    if (klines.length === 0 && dktotal === 0)
      throw new AppError('provider_refused', 'eastmoney answered with no bars at all');
    return barsOfRows(
      'eastmoney',
      klines.map((row): BarRow => row.split(',', 3)),
    );
  },
};

const answerSchema = z.union([
  z.object({
    rc: z.literal(0),
    data: z.object({
      code: z.string(),
      market: z.union([z.number(), z.string()]),
      klines: z.array(z.string()),
      /** How many bars the listing has in all. */
      dktotal: z.number().optional(),
    }),
  }),
  z.object({ rc: z.union([z.literal(100), z.literal(102)]), data: z.null() }),
]);

function digits(date: string): string {
  return date.replaceAll('-', '');
}
