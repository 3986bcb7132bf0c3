import { z } from 'zod';
import { secidsOf } from '../../tickers/eastmoney-secids.ts';
import { notAnswered, quotesOfRows } from '../answer-rows.ts';
import { jsonIn } from '../json-answer.ts';
import type { WireFormat } from '../provider.ts';
import { type EastmoneyRow, eastmoneyRowSchema, quoteOfEastmoneyRow } from './eastmoney/row.ts';

/**
 * Eastmoney's `ulist`: `{"rc":0,"data":{"diff":[{"f12":"000625","f13":0,"f2":10.52,…}]}}`, a row a listing, whose market and code
 * make its `secid`. An unknown listing is left out; when all are, `rc` is 102 and there are no data. Without `fltt=2` prices
 * would be integers in units that differ by market.
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
  // Numbered rows are what `ulist` without `.np` gives.
  z.object({
    rc: z.literal(0),
    data: z.object({ diff: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]) }),
  }),
  // Nothing is known of any.
  z.object({ rc: z.union([z.literal(100), z.literal(102)]), data: z.null() }),
]);

/** A row without code or market is nobody's, and spoils no other. */
function rowsIn(diff: readonly unknown[] | Readonly<Record<string, unknown>>): Map<string, EastmoneyRow> {
  const rows = new Map<string, EastmoneyRow>();
  for (const value of Object.values(diff)) {
    const row = eastmoneyRowSchema.safeParse(value).data;
    if (row) rows.set(`${row.f13}.${row.f12}`, row);
  }
  return rows;
}
