import { z } from 'zod';
import { secidsOf } from '../../tickers/notations.ts';
import { jsonIn, notAnswered, quotesOfRows } from '../answer-rows.ts';
import type { WireFormat } from '../provider.ts';
import { type EastmoneyRow, eastmoneyRowSchema, quoteOfEastmoneyRow } from './eastmoney/row.ts';

/**
 * Eastmoney's `ulist`: `{"rc":0,"data":{"diff":[{"f12":"000625","f13":0,"f2":10.52,…}]}}`, one row
 * per listing. The market (f13) and the code (f12) form the `secid`. Unknown listings are left out.
 * If all are unknown, `rc` is 102 and `data` is null. Without `fltt=2` prices would be integers in
 * units that differ by market.
 */
export const eastmoney: WireFormat = {
  name: 'eastmoney',
  headers: { Referer: 'https://quote.eastmoney.com/' },
  path: (keys) => `/api/qt/ulist.np/get?fltt=2&invt=2&fields=${FIELDS}&secids=${keys.join(',')}`,
  keysOf: secidsOf,
  read(bytes, { tickers, fetchedAt }) {
    const json = jsonIn('eastmoney', bytes);
    const answer = answerSchema.safeParse(json);
    if (!answer.success) throw notAnswered('eastmoney', 'no rows', JSON.stringify(json));
    if (answer.data.rc !== 0) return new Map();
    return quotesOfRows('eastmoney', rowsIn(answer.data.data.diff), tickers, (ticker, row) =>
      quoteOfEastmoneyRow(ticker, row, fetchedAt),
    );
  },
};

const FIELDS = 'f2,f5,f6,f12,f13,f14,f15,f16,f17,f18,f124';

const answerSchema = z.union([
  // `ulist` without `.np` returns an object with numbered rows.
  z.object({
    rc: z.literal(0),
    data: z.object({ diff: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]) }),
  }),
  // All listings are unknown.
  z.object({ rc: z.union([z.literal(100), z.literal(102)]), data: z.null() }),
]);

/** The rows by `secid`. Skips rows without a code or market. */
function rowsIn(diff: readonly unknown[] | Readonly<Record<string, unknown>>): Map<string, EastmoneyRow> {
  const rows = new Map<string, EastmoneyRow>();
  for (const value of Object.values(diff)) {
    const row = eastmoneyRowSchema.safeParse(value).data;
    if (row) rows.set(`${row.f13}.${row.f12}`, row);
  }
  return rows;
}
