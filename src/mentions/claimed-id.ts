import { type Ticker, tickerFrom } from '../tickers/ticker.ts';
import type { Claim, OpenTag } from './dialect.ts';

/** The ids of a linker's spans, as regular expressions anchored at both ends whose only group is the code. */
export interface SpanIds {
  readonly mention: RegExp;
  readonly quote: RegExp;
}

/** Claims a span by its id: for a mention, or for the placeholder of a quote. */
export function claimOfId(
  { name, attributes }: OpenTag,
  ids: SpanIds,
  read: (code: string) => Ticker | undefined = tickerFrom,
): Claim | undefined {
  const id = name === 'span' ? attributes.get('id') : undefined;
  if (id === undefined) return undefined;
  return (
    claimOf('mention', ids.mention.exec(id)?.[1], read) ?? claimOf('quote', ids.quote.exec(id)?.[1], read)
  );
}

function claimOf(
  role: Claim['role'],
  code: string | undefined,
  read: (code: string) => Ticker | undefined,
): Claim | undefined {
  const ticker = code === undefined ? undefined : read(code);
  return ticker && { role, ticker };
}
