import { startExchange } from '../../tools/simulator/exchange.ts';
import { tracked } from './open-resources.ts';
import { type OpenedPage, startBrowser, type TestBrowser } from './start-browser.ts';
import { startRedis } from './start-redis.ts';
import { type RunningWorker, startApi, startWorker } from './start-service.ts';

/** The running service with its pages, and a browser. */
export interface Site extends AsyncDisposable {
  readonly url: string;
  readonly redisUrl: string;
  open(options?: Parameters<TestBrowser['open']>[0]): Promise<OpenedPage>;
  /** Starts a worker that gets its quotes from the exchange simulator, or from `quotesUrl`. */
  startWorker(quotesUrl?: string): Promise<RunningWorker>;
}

/** Starts Redis, an exchange, the API and a browser, but no worker. */
export async function startSite(options: Parameters<typeof startApi>[1] = {}): Promise<Site> {
  const browser = await startBrowser();
  const [redis, exchange] = await Promise.all([startRedis(), startExchange()]);
  const api = await startApi(redis.url, { quotesUrl: exchange.url, ...options });
  const site = {
    url: api.url,
    redisUrl: redis.url,
    open: browser.open,
    startWorker: (quotesUrl = exchange.url) => startWorker({ redisUrl: redis.url, quotesUrl }),
  };
  return tracked('site', site, async () => {
    for (const started of [browser, api, exchange, redis]) await started[Symbol.asyncDispose]();
  });
}
