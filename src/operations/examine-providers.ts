import { withTimeout } from '../async/with-timeout.ts';
import { isAppError, messageOf } from '../errors.ts';
import { barSource } from '../quotes/daily-bars.ts';
import { HISTORIES } from '../quotes/histories/table.ts';
import { provider } from '../quotes/provider.ts';
import { PROVIDERS } from '../quotes/providers/table.ts';
import { parseTicker } from '../tickers/ticker.ts';
import { type Finding, fault, ok, warn } from './finding.ts';

export interface ProviderSettings {
  readonly providers: readonly string[];
  /** Scheme and host, by provider. */
  readonly origins: Readonly<Record<string, string>>;
  readonly historyOrigins: Readonly<Record<string, string>>;
}

/** An index that every provider has known for decades. */
const PROBE = parseTicker('sh000001');
const TIMEOUT_MS = 5000;

/** Asks each quote provider once, without any cache, and reports whether it answers. */
export async function examineProviders(
  { providers, origins, historyOrigins }: ProviderSettings,
  now: Date,
): Promise<readonly Finding[]> {
  const quotes = providers.map((name) =>
    examine(name, (signal) => quoteOf(name, origins[name] ?? '', signal)),
  );
  const histories = Object.values(HISTORIES)
    .filter(({ name }) => providers.includes(name))
    .map((format) =>
      examine(`${format.name} history`, async (signal) => {
        const source = barSource(format, { origin: historyOrigins[format.name] ?? '' });
        const bars = await source.barsUntil(PROBE, now.toISOString().slice(0, 10), { signal });
        return bars?.at(-1)?.close ?? null;
      }),
    );
  const findings = await Promise.all([...quotes, ...histories]);
  const unknown = providers
    .filter((name) => !isKnown(name))
    .map((name) => fault(name, 'QUOTE_PROVIDERS names it, and nobody knows it: nothing starts with that.'));
  const isAnyUp = findings.slice(0, quotes.length).some(({ state }) => state === 'ok');
  return isAnyUp || quotes.length === 0
    ? [...unknown, ...findings]
    : [
        ...unknown,
        ...findings,
        fault('quotes', 'No provider answers: articles are enriched without prices until one does.'),
      ];
}

const isKnown = (name: string): boolean => Object.hasOwn(PROVIDERS, name);

async function quoteOf(name: string, origin: string, signal: AbortSignal): Promise<number | null> {
  const format = PROVIDERS[name];
  if (!format) throw new Error('Nobody knows it: look at QUOTE_PROVIDERS');
  const { quotes } = await provider(format, { origin }).quotesFor([PROBE], { signal });
  return quotes.get(PROBE)?.price ?? null;
}

async function examine(name: string, ask: (signal: AbortSignal) => Promise<number | null>): Promise<Finding> {
  const started = performance.now();
  const took = () => `${Math.round(performance.now() - started)} ms`;
  try {
    const price = await withTimeout(TIMEOUT_MS, undefined, ask);
    return price === null
      ? warn(name, `It answered in ${took()} without a price of ${PROBE}.`)
      : ok(name, `${PROBE} at ${price} in ${took()}`);
  } catch (error) {
    const code = isAppError(error) ? `${error.code}: ` : '';
    return warn(name, `${code}${messageOf(error)} (${took()})`);
  }
}
