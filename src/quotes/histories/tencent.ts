import { z } from 'zod';
import { notationsOf } from '../../tickers/notations.ts';
import { exchangeOf } from '../../tickers/ticker.ts';
import { jsonIn, notAnswered } from '../answer-rows.ts';
import type { BarFormat } from '../daily-bars.ts';
import { barsOfRows } from '../daily-bars.ts';

/**
 * Tencent's `fqkline`:
 * `{"code":0,"data":{"sz000625":{"day":[["2021-11-17","18.20","18.55",…]],…}}}`. A row is date,
 * open, close, high, low, volume. The rows are in `day` if the request asks for no adjustment.
 * American listings are not served, because they need their venue in the key, nor are Beijing's,
 * which have no bars.
 */
export const tencent: BarFormat = {
  name: 'tencent',
  keysOf(ticker) {
    const key = notationsOf(ticker).tencent;
    return key !== undefined && /^(?:sh|sz|hk)$/.test(exchangeOf(ticker)) ? [key] : [];
  },
  path(key, { from, until }) {
    const service = key.startsWith('hk') ? 'hkfqkline' : 'fqkline';
    return `/appstock/app/${service}/get?param=${key},day,${from},${until},${MAX_ROWS},`;
  },
  read(bytes, key) {
    const json = jsonIn('tencent', bytes);
    const answer = answerSchema.safeParse(json);
    const rows = answer.success ? answer.data.data[key]?.day : undefined;
    // A bad request also has code 0, with a list in place of the data.
    if (rows === undefined) throw notAnswered('tencent', 'no bars', JSON.stringify(json));
    return barsOfRows('tencent', rows);
  },
};

/** More than the range has trading days. */
const MAX_ROWS = 20;

const answerSchema = z.object({
  code: z.literal(0),
  data: z.record(
    z.string(),
    z.object({ day: z.array(z.tuple([z.string(), z.string(), z.string()]).rest(z.unknown())).optional() }),
  ),
});
