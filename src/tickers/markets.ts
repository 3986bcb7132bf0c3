import { codeOf, type Exchange, exchangeOf, type Ticker } from './ticker.ts';

/** Where a ticker is traded. */
export interface Market {
  /** ISO 10383 market identifier code. Null if the venue is not known: XNYS or XNAS. */
  readonly mic: string | null;
  /** ISO 4217. Null for a pair of currencies or a future. */
  readonly currency: string | null;
  /** IANA time zone of its trading hours. Null without fixed hours or a known venue. */
  readonly zone: string | null;
}

export const TICKER_KINDS = ['company', 'index', 'fund', 'bond', 'forex', 'futures'] as const;
export type TickerKind = (typeof TICKER_KINDS)[number];

/** The boards of mainland shares. */
export type Board = 'main' | 'chinext' | 'star' | 'bse' | 'b-share';

// Beijing's code is BJSE. XBSE is Bucharest (ISO 10383).
const MARKETS: Readonly<Record<Exchange, Market>> = {
  sh: { mic: 'XSHG', currency: 'CNY', zone: 'Asia/Shanghai' },
  sz: { mic: 'XSHE', currency: 'CNY', zone: 'Asia/Shanghai' },
  bj: { mic: 'BJSE', currency: 'CNY', zone: 'Asia/Shanghai' },
  hk: { mic: 'XHKG', currency: 'HKD', zone: 'Asia/Hong_Kong' },
  us: { mic: null, currency: 'USD', zone: 'America/New_York' },
  forex: { mic: null, currency: null, zone: null },
  futures: { mic: null, currency: null, zone: 'Asia/Shanghai' },
  'overseas-futures': { mic: null, currency: null, zone: null },
};

/** The meaning of the leading digits of a code at its exchange. */
type Ranges<Meaning> = readonly (readonly [Exchange, RegExp, Meaning])[];

/**
 * Codes that are not shares. Hong Kong's funds are ETFs, by its allocation plan for stock codes. An
 * 8 is an RMB counter.
 */
const KINDS: Ranges<TickerKind> = [
  ['sh', /^000/, 'index'],
  ['sh', /^5/, 'fund'],
  ['sh', /^[0-2]/, 'bond'],
  ['sz', /^399/, 'index'],
  ['sz', /^1[568]/, 'fund'],
  ['sz', /^1(?:[0-3]|4[89])/, 'bond'],
  ['bj', /^899/, 'index'],
  ['hk', /^[A-Z]/, 'index'],
  ['hk', /^[08](?:28[0-4]|3[014])/, 'fund'],
  ['us', /^\./, 'index'],
  ['forex', /^/, 'forex'],
  ['futures', /^/, 'futures'],
  ['overseas-futures', /^/, 'futures'],
];

/** Listings in another currency than their exchange's: B shares, and Hong Kong's RMB counters. */
const OTHER_CURRENCIES: Ranges<string> = [
  ['sh', /^900/, 'USD'],
  ['sz', /^200/, 'HKD'],
  ['hk', /^8\d{4}/, 'CNY'],
];

const BOARDS: Ranges<Board> = [
  ['sh', /^60[0135]/, 'main'],
  ['sh', /^68[89]/, 'star'],
  ['sh', /^900/, 'b-share'],
  ['sz', /^00[0-3]/, 'main'],
  ['sz', /^30[0-2]/, 'chinext'],
  ['sz', /^200/, 'b-share'],
  ['bj', /^(?:92|43|83|87|88)/, 'bse'],
];

export function marketOf(ticker: Ticker): Market {
  const market = MARKETS[exchangeOf(ticker)];
  const currency = meaningIn(OTHER_CURRENCIES, ticker);
  return currency === undefined ? market : { ...market, currency };
}

/** The kind of a ticker according to its code. `company` if the code says nothing else. */
export function kindOf(ticker: Ticker): TickerKind {
  return meaningIn(KINDS, ticker) ?? 'company';
}

/** The board of a mainland share. Undefined for all other tickers. */
export function boardOf(ticker: Ticker): Board | undefined {
  return meaningIn(BOARDS, ticker);
}

export function isMainland(ticker: Ticker): boolean {
  return /^(?:sh|sz|bj)/.test(ticker);
}

/**
 * Whether a ticker is one of the codes that Beijing's listings had until all of them got one with
 * 920 in 2025. Older articles contain them, and providers still answer them with a row that no
 * longer changes.
 */
export function isRetiredBeijingCode(ticker: Ticker): boolean {
  return /^bj(?:43|83|87|88)/.test(ticker);
}

function meaningIn<Meaning>(ranges: Ranges<Meaning>, ticker: Ticker): Meaning | undefined {
  const exchange = exchangeOf(ticker);
  const code = codeOf(ticker);
  return ranges.find(([where, digits]) => where === exchange && digits.test(code))?.[2];
}
