import { loadConfig } from '../../config/index.ts';
import { connected } from '../../src/redis/connect.ts';
import { PRODUCER_CONNECTION } from '../../src/redis/connections.ts';
import { describeRedis } from '../../src/redis/target.ts';
import { openStore, type Store } from '../../src/wiring/store.ts';
import { UnreachableError } from '../api.ts';

export type Env = Readonly<Record<string, string | undefined>>;

const TIMEOUT_MS = 3000;

/** What operators ask for may take its time. */
const OPERATOR_CONNECTION = { ...PRODUCER_CONNECTION, commandTimeout: 30_000, socketTimeout: 30_000 };

/**
 * Opens the store that the settings name, and closes it after `use`.
 * @throws ConfigError if the settings are invalid, {@link UnreachableError} if Redis does not
 * answer.
 */
export async function withStore<T>(env: Env, use: (store: Store) => Promise<T>): Promise<T> {
  const config = loadConfig(env);
  let reason = `it has not answered in ${TIMEOUT_MS / 1000} s`;
  const onError = (error: Error): void => {
    reason = error.message;
  };
  const store = openStore(config, { connection: OPERATOR_CONNECTION, onError });
  const { redis, closing } = store;
  try {
    await connected(redis, TIMEOUT_MS);
    if (redis.status !== 'ready')
      throw new UnreachableError(`Redis at ${describeRedis(config.redis)} cannot be reached: ${reason}`);
    return await use(store);
  } finally {
    if (redis.status !== 'ready') redis.disconnect();
    for (const { close } of closing) await Promise.resolve(close()).catch(() => {});
  }
}
