import { type Exchange, startExchange } from '../../tools/simulator/exchange.ts';
import { tracked } from './open-resources.ts';
import { newWebhookSecret } from './start-delivery-worker.ts';
import {
  originOf,
  originsAt,
  type RunningProcess,
  startApiProcess,
  startWorkerProcess,
} from './start-process.ts';
import { type Receiver, startReceiver } from './start-receiver.ts';
import { type RedisServer, startRedis } from './start-redis.ts';

type Settings = Readonly<Record<string, string>>;

/**
 * The service as in production: separate processes and everything that they connect to. Callbacks
 * to loopback are allowed.
 */
export interface System extends AsyncDisposable {
  readonly redis: RedisServer;
  readonly exchange: Exchange;
  readonly receiver: Receiver;
  /** The secret that signs webhooks. */
  readonly webhookSecret: string;
  /** Starts one more API process with additional settings and returns its origin. */
  startApi(settings?: Settings): Promise<string>;
  startWorker(settings?: Settings): Promise<RunningProcess>;
}

export async function startSystem(): Promise<System> {
  const [redis, exchange, receiver] = await Promise.all([startRedis(), startExchange(), startReceiver()]);
  const webhookSecret = newWebhookSecret();
  const common = {
    ...originsAt(exchange.url),
    WEBHOOK_SECRET: webhookSecret,
    WEBHOOK_ALLOW_PRIVATE: 'true',
  };
  // This includes processes that are still starting when a test fails.
  const processes: Promise<RunningProcess>[] = [];
  const started = (process: Promise<RunningProcess>): Promise<RunningProcess> => {
    processes.push(process);
    return process;
  };
  const system = {
    redis,
    exchange,
    receiver,
    webhookSecret,
    startApi: async (settings: Settings = {}) =>
      originOf(await started(startApiProcess(redis.url, 0, { ...common, ...settings }))),
    startWorker: (settings: Settings = {}) =>
      started(startWorkerProcess(redis.url, exchange.url, { ...common, ...settings })),
  };
  return tracked('system', system, async () => {
    for (const settled of await Promise.allSettled(processes)) {
      if (settled.status === 'fulfilled') await settled.value[Symbol.asyncDispose]();
    }
    await Promise.all([exchange.close(), receiver[Symbol.asyncDispose](), redis[Symbol.asyncDispose]()]);
  });
}
