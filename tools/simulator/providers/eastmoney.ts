import { type Answer, type Provider, queryOf } from '../provider.ts';
import { eastmoneyFields } from '../rows/eastmoney-fields.ts';
import { findBySecid } from '../secid.ts';
import { envelope } from './eastmoney-envelope.ts';

const listPath = /^\/api\/qt\/ulist(\.np)?\/get$/;

/**
 * Eastmoney's quote service, `push2.eastmoney.com`. It leaves out what it does not know, and is
 * silent to whom it bans.
 */
export const eastmoney: Provider = {
  symbolsOf(path) {
    const { pathname, query } = queryOf(path);
    return listPath.test(pathname) ? (query.get('secids') ?? '').split(',').filter(Boolean) : undefined;
  },

  answer({ path }, symbols, market): Answer {
    const { pathname, query } = queryOf(path);
    const names = (query.get('fields') ?? '').split(',').filter(Boolean);
    const rows = symbols.flatMap((secid) => {
      const row = findBySecid(secid, market);
      return row === undefined || row.listing.state === 'delisted' ? [] : [row];
    });
    if (rows.length === 0 || !names.every((name) => /^f\d+$/.test(name)) || names.length === 0)
      return envelope(102, null, query);
    const form = query.get('fltt') === '2' ? 'decimal' : 'scaled';
    const list = rows.map((row) => eastmoneyFields(row, names, form));
    const isArray = pathname.includes('.np') || query.get('np') === '1';
    return envelope(0, { total: list.length, diff: isArray ? list : { ...list } }, query);
  },
};
