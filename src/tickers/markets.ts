import { codeOf, type Exchange, exchangeOf, type Ticker } from './ticker.ts';

/** Where a ticker is traded. */
export interface Market {
  /** ISO 10383 market identifier code; of US listings the operating venue is not in the ticker, so XNYS and XNAS are both possible and this is null. */
  readonly mic: string | null;
  /** ISO 4217. */
  readonly currency: string;
  /** IANA time zone of its trading hours. */
  readonly zone: string;
}

export type TickerKind = 'company' | 'index' | 'fund' | 'bond';

// Beijing's code is BJSE; XBSE, which one would guess, is Bucharest (ISO 10383).
const MARKETS: Readonly<Record<Exchange, Market>> = {
  sh: { mic: 'XSHG', currency: 'CNY', zone: 'Asia/Shanghai' },
  sz: { mic: 'XSHE', currency: 'CNY', zone: 'Asia/Shanghai' },
  bj: { mic: 'BJSE', currency: 'CNY', zone: 'Asia/Shanghai' },
  hk: { mic: 'XHKG', currency: 'HKD', zone: 'Asia/Hong_Kong' },
  us: { mic: null, currency: 'USD', zone: 'America/New_York' },
};

/** The leading digits that tell an exchange's indices, funds and bonds from its shares. */
const KINDS: readonly (readonly [Exchange, RegExp, TickerKind])[] = [
  ['sh', /^000/, 'index'],
  ['sh', /^5/, 'fund'],
  ['sh', /^(?:11[0138]|132|204|01[09])/, 'bond'],
  ['sz', /^399/, 'index'],
  ['sz', /^1[568]/, 'fund'],
  ['sz', /^(?:12[378]|131)/, 'bond'],
  ['bj', /^899/, 'index'],
  ['hk', /^[A-Z]/, 'index'],
  ['us', /^\./, 'index'],
];

// Shares quoted in another currency than their exchange's: Shanghai's B shares in US, Shenzhen's in Hong Kong dollars.
const B_SHARES: readonly (readonly [Exchange, RegExp, string])[] = [
  ['sh', /^900/, 'USD'],
  ['sz', /^200/, 'HKD'],
];

export function marketOf(ticker: Ticker): Market {
  const exchange = exchangeOf(ticker);
  const market = MARKETS[exchange];
  const foreign = B_SHARES.find(([where, digits]) => where === exchange && digits.test(codeOf(ticker)));
  return foreign ? { ...market, currency: foreign[2] } : market;
}

export function kindOf(ticker: Ticker): TickerKind {
  const exchange = exchangeOf(ticker);
  const code = codeOf(ticker);
  return KINDS.find(([where, digits]) => where === exchange && digits.test(code))?.[2] ?? 'company';
}

export function isMainland(ticker: Ticker): boolean {
  return /^(?:sh|sz|bj)/.test(ticker);
}
