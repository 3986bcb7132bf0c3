/**
 * Tencent's type code: main board, STAR, ChiNext, a share of Beijing or from abroad, funds traded
 * on an exchange, index.
 */
export type ListingType = 'GP-A' | 'GP-A-KCB' | 'GP-A-CYB' | 'GP' | 'ETF' | 'GP-ETF' | 'ZS';

/**
 * `retired`: another code replaced this one, as in Beijing in 2025. `delisted`: the company left
 * the exchange.
 */
export type ListingState = 'trading' | 'suspended' | 'delisted' | 'retired';

/** Where in New York: Nasdaq, the Stock Exchange, or American and Arca; Tencent's suffixes. */
export type Venue = 'OQ' | 'N' | 'AM';

/** Something an exchange quotes. */
export type Listing = {
  /**
   * Exchange and code: `sz000625`, `hk00700`, `hkHSI`, `usBRK.B`, and with a dot before it an
   * index, `us.IXIC`.
   */
  readonly symbol: string;
  /** The exchange's official short name, inner spaces and full-width letters included: `万  科Ａ`. */
  readonly name: string;
  /** Only for foreign listings. */
  readonly englishName?: string;
  /** Only for shares and funds listed in the United States. */
  readonly venue?: Venue;
  readonly type: ListingType;
  /** In the listing's currency (an index: points); the price walks around it. */
  readonly referencePrice: number;
  /** Shares in issue. For an index, those of its members; for a fund, its units. */
  readonly shares: number;
  readonly state: ListingState;
  /** The first day of trading, `2020-02-12`. If missing, long ago. */
  readonly listedOn?: string;
  /** The last day of trading. Only for listings that no longer trade. */
  readonly lastTradedOn?: string;
};

/** Exchanges with the same hours and currency. */
export type Region = 'mainland' | 'hong-kong' | 'united-states';

/** Returns the region of a symbol. */
export function regionOf(symbol: string): Region {
  if (symbol.startsWith('hk')) return 'hong-kong';
  return symbol.startsWith('us') ? 'united-states' : 'mainland';
}

/** The code without its exchange: `000625`, `00700`, `BRK.B`, `.IXIC`. */
export const codeOf = ({ symbol }: Pick<Listing, 'symbol'>): string => symbol.slice(2);
