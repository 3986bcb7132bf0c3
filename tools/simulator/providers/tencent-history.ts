import type { Bar } from '../daily-bars.ts';
import { regionOf } from '../listings/listing.ts';
import type { Market, MarketRow } from '../market.ts';
import { type Answer, type Provider, queryOf } from '../provider.ts';
import { codeWithVenue } from '../rows/tencent-united-states-row.ts';
import { isDate } from '../trading-clock.ts';
import { type Adjustment, adjusted } from './adjusted.ts';
import { firewallPage } from './firewall-page.ts';

const path = /^\/appstock\/app\/(hk|us)?fqkline\/get$/;

const adjustments: Readonly<Record<string, Adjustment>> = { '': 'none', qfq: 'forward', hfq: 'backward' };

const keyShape = /^(?:(?:sh|sz|bj)\d{6}|hk(?:\d{5}|[A-Z]+)|us\.?[A-Z]+(?:\.[A-Z]+)*)$/;

/** The most bars that a request may ask for, and the most that it gets. */
const MAX_COUNT = 2000;
const MAX_BARS = 640;

/** How many bars a share of New York gets if the request leaves out the venue. */
const BARS_WITHOUT_VENUE = 2;

/** Tencent's daily bars, `web.ifzq.gtimg.cn`. The simulator has no other periods. */
export const tencentHistory: Provider = {
  symbolsOf(target) {
    const { pathname, query } = queryOf(target);
    if (!path.test(pathname)) return undefined;
    return (query.get('param') ?? '').split(',', 1).filter(Boolean);
  },

  answer({ path: target }, _symbols, market) {
    const { pathname, query } = queryOf(target);
    const question = readParam(query.get('param') ?? '', path.exec(pathname)?.[1]);
    if (question === undefined) return script(query, { code: 0, msg: 'param error', data: [] });
    const row = findRow(question.key, market);
    const bars = row === undefined ? [] : barsFor(question, row, market);
    const { adjustment } = question;
    const period = adjustment === '' || row?.listing.type === 'ZS' ? 'day' : `${adjustment}day`;
    const series = { [period]: bars.map((bar) => write(bar, row)), qt: {}, version: '16' };
    const prec = row?.prices.previousClose.toFixed(2) ?? '';
    return script(query, { code: 0, msg: '', data: { [question.key]: { ...series, prec } } });
  },

  refusal: firewallPage(501, 'The request was blocked by the web application firewall.'),
};

type Question = {
  readonly key: string;
  readonly adjustment: string;
  readonly from: string;
  readonly to: string;
  readonly count: number;
};

/**
 * Parses `sz000625,day,2021-11-01,2021-11-18,20,`. Undefined if it is invalid or of another market
 * than the path.
 */
function readParam(param: string, market: string | undefined): Question | undefined {
  const [key = '', period, beginning, end, size = '', adjustment = ''] = param.split(',');
  if (!keyShape.test(key) || !key.startsWith(market ?? '')) return undefined;
  if (period !== 'day' || !Object.hasOwn(adjustments, adjustment) || !/^\d{1,4}$/.test(size))
    return undefined;
  const count = Number(size);
  const from = beginning || '1970-01-01';
  const to = end || '9999-12-31';
  if (!isDate(from) || !isDate(to) || count === 0 || count > MAX_COUNT) return undefined;
  return { key, adjustment, from, to, count: Math.min(MAX_BARS, count) };
}

/** Finds a listing with its venue, `usBABA.N`, or without. A wrong venue finds nothing. */
function findRow(key: string, market: Market): MarketRow | undefined {
  const row = market.find(key) ?? market.find(key.replace(/\.(?:OQ|N|AM)$/, ''));
  if (row === undefined) return undefined;
  const { symbol } = row.listing;
  return key === symbol || key === `us${codeWithVenue(row.listing)}` ? row : undefined;
}

/** Returns the bars. Tencent has none for Beijing. */
function barsFor(question: Question, row: MarketRow, market: Market): readonly Bar[] {
  const { symbol, venue } = row.listing;
  if (symbol.startsWith('bj')) return [];
  const isIncomplete = venue !== undefined && question.key === symbol;
  const count = isIncomplete ? Math.min(BARS_WITHOUT_VENUE, question.count) : question.count;
  const adjustment = adjustments[question.adjustment] ?? 'none';
  return market.dailyBars(symbol, { ...question, count }).map((bar) => adjusted(bar, adjustment, row));
}

/**
 * Date, open, close, high, low, volume. Volume is in lots of 100 shares, for STAR and abroad in
 * shares.
 */
function write({ date, volume, ...bar }: Bar, row: MarketRow | undefined): readonly string[] {
  if (row === undefined) return [];
  const isMainland = regionOf(row.listing.symbol) === 'mainland';
  const unit = isMainland && row.listing.type !== 'GP-A-KCB' ? 100 : 1;
  const decimals = isMainland ? row.prices.decimals : 3;
  const prices = [bar.open, bar.close, bar.high, bar.low].map((price) => price.toFixed(decimals));
  return [date, ...prices, Math.round(volume / unit).toFixed(3)];
}

/** With `_var=name`, the answer is an assignment to that name. */
function script(query: URLSearchParams, answer: object): Answer {
  const name = query.get('_var');
  const json = JSON.stringify(answer);
  const body = Buffer.from(name === null ? json : `${name}=${json}`);
  return { status: 200, contentType: 'text/html; charset=utf-8', body };
}
