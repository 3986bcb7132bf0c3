import { kindOf } from './markets.ts';
import { codeOf, exchangeOf, type Ticker } from './ticker.ts';

/** One listing in other systems' spelling; a system that has no spelling for it is left out. */
export type Notations = Readonly<Partial<Record<NotationName, string>>>;

export const NOTATION_NAMES = [
  'sina',
  'tencent',
  'eastmoney',
  'xueqiu',
  'yahoo',
  'ric',
  'bloomberg',
  'wind',
  'tradingview',
  'google',
] as const;

export type NotationName = (typeof NOTATION_NAMES)[number];

/** How each system spells a ticker. */
export function notationsOf(ticker: Ticker): Notations {
  const code = codeOf(ticker);
  switch (exchangeOf(ticker)) {
    case 'sh':
      return {
        ...mainland(ticker, '1'),
        yahoo: `${code}.SS`,
        ric: `${code}.SS`,
        wind: `${code}.SH`,
        tradingview: `SSE:${code}`,
        google: `SHA:${code}`,
      };
    case 'sz':
      return {
        ...mainland(ticker, '0'),
        yahoo: `${code}.SZ`,
        ric: `${code}.SZ`,
        wind: `${code}.SZ`,
        tradingview: `SZSE:${code}`,
        google: `SHE:${code}`,
      };
    // Yahoo, TradingView and Google have no Beijing listings.
    case 'bj':
      return { ...mainland(ticker, '0'), ric: `${code}.BJ`, wind: `${code}.BJ` };
    case 'hk':
      return hongKong(ticker, code);
    case 'us':
      return unitedStates(ticker, code);
  }
}

// Eastmoney counts Beijing to market 0, Shenzhen's.
function mainland(ticker: Ticker, market: '0' | '1'): Notations {
  const code = codeOf(ticker);
  return {
    sina: ticker,
    tencent: ticker,
    eastmoney: `${market}.${code}`,
    xueqiu: ticker.toUpperCase(),
    // Bloomberg's names of indices are words of its own.
    ...(kindOf(ticker) === 'index' ? {} : { bloomberg: `${code} CH` }),
  };
}

function hongKong(ticker: Ticker, code: string): Notations {
  if (!/^\d+$/.test(code)) return { sina: ticker, tencent: ticker, eastmoney: `100.${code}`, xueqiu: code };
  const number = code.replace(/^0+(?=\d)/, '');
  const fourDigits = number.padStart(4, '0');
  return {
    sina: ticker,
    tencent: ticker,
    eastmoney: `116.${code}`,
    xueqiu: code,
    yahoo: `${fourDigits}.HK`,
    ric: `${fourDigits}.HK`,
    bloomberg: `${number} HK`,
    wind: `${code}.HK`,
    tradingview: `HKEX:${number}`,
    google: `HKG:${fourDigits}`,
  };
}

// Eastmoney, TradingView and Google name the venue, which the ticker does not tell. Of indices Yahoo and Bloomberg have names of their own.
function unitedStates(ticker: Ticker, code: string): Notations {
  const everywhere = {
    sina: `gb_${code.toLowerCase().replace(/^\./, '').replace('.', '$')}`,
    tencent: ticker,
    xueqiu: code,
  };
  if (kindOf(ticker) === 'index') return everywhere;
  return {
    ...everywhere,
    yahoo: code.replace('.', '-'),
    bloomberg: `${code.replace('.', '/')} US`,
  };
}
