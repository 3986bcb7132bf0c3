import { codeOf, type Exchange, exchangeOf, type Ticker } from './ticker.ts';

/** Where a ticker is traded. */
export interface Market {
  /** ISO 10383 market identifier code; null where the ticker does not tell the venue: XNYS and XNAS are both possible of a US listing. */
  readonly mic: string | null;
  /** ISO 4217; null of what is no listing: a pair of currencies, a future. */
  readonly currency: string | null;
  /** IANA time zone of its trading hours; null where it is traded around the clock or at a venue not told. */
  readonly zone: string | null;
}

export type TickerKind = 'company' | 'index' | 'fund' | 'bond' | 'forex' | 'futures';

/** The boards of mainland shares. */
export type Board = 'main' | 'chinext' | 'star' | 'bse' | 'b-share';

// Beijing's code is BJSE; XBSE, which one would guess, is Bucharest (ISO 10383).
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

/** What the leading digits of a code say at its exchange. */
type Ranges<Meaning> = readonly (readonly [Exchange, RegExp, Meaning])[];

/** What is no share. Hong Kong's funds by its allocation plan for stock codes: ETFs, those with an 8 their RMB counters. */
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

/** Shares and funds quoted in another currency than their exchange's: the B shares, and Hong Kong's RMB counters. */
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

/** What its code tells a ticker to be; a company where it tells nothing else. */
export function kindOf(ticker: Ticker): TickerKind {
  return meaningIn(KINDS, ticker) ?? 'company';
}

/** The board that a mainland share is listed on; undefined of all else. */
export function boardOf(ticker: Ticker): Board | undefined {
  return meaningIn(BOARDS, ticker);
}

export function isMainland(ticker: Ticker): boolean {
  return /^(?:sh|sz|bj)/.test(ticker);
}

function meaningIn<Meaning>(ranges: Ranges<Meaning>, ticker: Ticker): Meaning | undefined {
  const exchange = exchangeOf(ticker);
  const code = codeOf(ticker);
  return ranges.find(([where, digits]) => where === exchange && digits.test(code))?.[2];
}
