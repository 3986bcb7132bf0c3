import type { Answer } from '../provider.ts';

/**
 * Wraps an answer as Eastmoney does. `rc` is 0 for success, 100 or 102 if nothing is found; the
 * HTTP status is always 200.
 */
export function envelope(rc: 0 | 100 | 102, data: unknown, query: URLSearchParams): Answer {
  const json = JSON.stringify({
    rc,
    rt: rc === 0 ? 11 : 1,
    svr: 177622159,
    lt: 1,
    full: 1,
    dlmkts: '8,10,128',
    dsc: '0',
    data,
  });
  const callback = query.get('cb');
  return {
    status: 200,
    contentType: `${callback === null ? 'application/json' : 'application/javascript'}; charset=UTF-8`,
    body: Buffer.from(callback === null ? json : `${callback}(${json});`),
  };
}
