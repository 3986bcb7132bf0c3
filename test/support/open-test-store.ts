import { loadConfig } from '../../config/index.ts';
import { WORKER_CONNECTION } from '../../src/redis/connections.ts';
import { openStore, type Store } from '../../src/wiring/store.ts';
import { closeAll, tracked } from './open-resources.ts';

/** Opens the store with the product's own wiring, on a connection that waits for Redis. */
export function openTestStore(redisUrl: string, { ttlSeconds = 3600 } = {}): Store & AsyncDisposable {
  const config = loadConfig({ REDIS_URL: redisUrl, ARTICLE_TTL_SECONDS: String(ttlSeconds) });
  const store = openStore(config, { connection: WORKER_CONNECTION, onError: () => {} });
  return tracked('store', { ...store }, () => closeAll(store.closing));
}
