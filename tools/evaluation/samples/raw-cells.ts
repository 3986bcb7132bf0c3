/**
 * The cells of a provider's row, read with a separate table so that they can verify the provider's
 * own parser.
 */
export interface RawCells {
  readonly price: number | null;
  readonly previousClose: number | null;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  /** Only if the row contains it. */
  readonly change: number | null;
  readonly changePercent: number | null;
  /**
   * The exchange's clock as digits, `20260930161458`, as much of it as the row has, possibly
   * without a year.
   */
  readonly clock: string;
  readonly clockHasYear: boolean;
}

type Place = number | string;

/** The places of price, previous close, open, high, low, change, change in percent, and clock. */
type Places = readonly [Place, Place, Place, Place, Place, Place | null, Place | null, readonly Place[]];

const PLACES: Readonly<Record<string, Places>> = {
  'tencent mainland': [3, 4, 5, 33, 34, 31, 32, [30]],
  'tencent hk': [3, 4, 5, 33, 34, 31, 32, [30]],
  'tencent us': [3, 4, 5, 33, 34, 31, 32, [30]],
  'sina mainland': [3, 2, 1, 4, 5, null, null, [30, 31]],
  'sina hk': [6, 3, 2, 4, 5, 7, 8, [17, 18]],
  'sina us': [1, 26, 5, 6, 7, 4, 2, [25]],
  eastmoney: ['f2', 'f18', 'f17', 'f15', 'f16', 'f4', 'f3', []],
};

/** Returns the cells of a row in a provider's layout, such as `tencent hk`. */
export function rawCells(layout: string, row: object): RawCells {
  const cells: Readonly<Record<Place, unknown>> = { ...row };
  const places = PLACES[layout];
  if (!places) throw new Error(`no layout ${layout}`);
  const [price, previousClose, open, high, low, change, changePercent, clock] = places;
  const number = (place: Place | null): number | null => {
    const text = place === null ? '' : String(cells[place] ?? '').trim();
    return text !== '' && Number.isFinite(Number(text)) ? Number(text) : null;
  };
  const positive = (place: Place): number | null => number(place) || null;
  const stamp = clock.map((place) => String(cells[place])).join(' ');
  return {
    price: positive(price),
    previousClose: positive(previousClose),
    open: positive(open),
    high: positive(high),
    low: positive(low),
    change: number(change),
    changePercent: number(changePercent),
    clock: layout === 'sina us' ? digitsOfTwelveHours(stamp) : stamp.replaceAll(/\D/g, ''),
    clockHasYear: layout !== 'sina us',
  };
}

/** Converts `Oct 06 04:00PM EDT` to `10061600`. */
function digitsOfTwelveHours(stamp: string): string {
  const at = new Date(`2000 ${stamp.slice(0, 12)} ${stamp.slice(12, 14)} UTC`);
  return Number.isNaN(at.getTime()) ? '' : at.toISOString().replaceAll(/\D/g, '').slice(4, 12);
}
