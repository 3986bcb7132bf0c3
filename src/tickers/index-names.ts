import type { NotationName } from './notation-systems.ts';
import { parseTicker, type Ticker } from './ticker.ts';

type Names = Readonly<Partial<Record<NotationName, string>>>;

// Eastmoney's NDX is the Nasdaq Composite.
const NAMES: Readonly<Record<string, Names>> = {
  sh000001: { ric: '.SSEC', bloomberg: 'SHCOMP Index' },
  sh000300: { ric: '.CSI300', bloomberg: 'SHSZ300 Index' },
  hkHSI: {
    eastmoney: '100.HSI',
    xueqiu: 'HKHSI',
    yahoo: '^HSI',
    ric: '.HSI',
    bloomberg: 'HSI Index',
    tradingview: 'HSI:HSI',
    google: 'INDEXHANGSENG:HSI',
  },
  hkHSCEI: {
    eastmoney: '100.HSCEI',
    xueqiu: 'HKHSCEI',
    yahoo: '^HSCE',
    ric: '.HSCE',
    bloomberg: 'HSCEI Index',
    google: 'INDEXHANGSENG:HSCEI',
  },
  hkHSTECH: { eastmoney: '124.HSTECH', xueqiu: 'HKHSTECH', bloomberg: 'HSTECH Index' },
  'us.DJI': {
    eastmoney: '100.DJIA',
    yahoo: '^DJI',
    ric: '.DJI',
    bloomberg: 'INDU Index',
    wind: 'DJI.GI',
    tradingview: 'DJ:DJI',
    google: 'INDEXDJX:.DJI',
  },
  'us.IXIC': {
    eastmoney: '100.NDX',
    yahoo: '^IXIC',
    ric: '.IXIC',
    bloomberg: 'CCMP Index',
    wind: 'IXIC.GI',
    tradingview: 'NASDAQ:IXIC',
    google: 'INDEXNASDAQ:.IXIC',
  },
  'us.INX': {
    eastmoney: '100.SPX',
    yahoo: '^GSPC',
    ric: '.SPX',
    bloomberg: 'SPX Index',
    wind: 'SPX.GI',
    tradingview: 'SP:SPX',
    google: 'INDEXSP:.INX',
  },
  'us.NDX': {
    eastmoney: '100.NDX100',
    yahoo: '^NDX',
    ric: '.NDX',
    bloomberg: 'NDX Index',
    wind: 'NDX.GI',
    tradingview: 'NASDAQ:NDX',
    google: 'INDEXNASDAQ:NDX',
  },
};

/** Indices for which systems have their own names instead of an exchange's code. */
export const INDEX_NAMES: ReadonlyMap<Ticker, Names> = new Map(
  Object.entries(NAMES).map(([ticker, names]) => [parseTicker(ticker), names]),
);
