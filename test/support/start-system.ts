import { type Exchange, startExchange } from '../../simulator/exchange.ts';
import { tracked } from './open-resources.ts';
import { newWebhookSecret } from './start-delivery-worker.ts';
import { originsAt, type RunningProcess, startApiProcess, startWorkerProcess } from './start-process.ts';
import { type Receiver, startReceiver } from './start-receiver.ts';
import { freePort, type RedisServer, startRedis } from './start-redis.ts';

type Settings = Readonly<Record<string, string>>;

/** The service as it runs: processes of their own, and all that they talk to. They may call back on loopback. */
export interface System extends AsyncDisposable {
  readonly redis: RedisServer;
  readonly exchange: Exchange;
  readonly receiver: Receiver;
  /** One API process more, with these settings too; gives its origin. */
  startApi(settings?: Settings): Promise<string>;
  startWorker(settings?: Settings): Promise<RunningProcess>;
}

export async function startSystem(): Promise<System> {
  const [redis, exchange, receiver] = await Promise.all([startRedis(), startExchange(), startReceiver()]);
  const processes: RunningProcess[] = [];
  const common = {
    ...originsAt(exchange.url),
    WEBHOOK_SECRET: newWebhookSecret(),
    WEBHOOK_ALLOW_PRIVATE: 'true',
  };
  const system = {
    redis,
    exchange,
    receiver,
    startApi: async (settings: Settings = {}) => {
      const port = await freePort();
      processes.push(await startApiProcess(redis.url, port, { ...common, ...settings }));
      return `http://127.0.0.1:${port}`;
    },
    startWorker: async (settings: Settings = {}) => {
      const worker = await startWorkerProcess(redis.url, exchange.url, { ...common, ...settings });
      processes.push(worker);
      return worker;
    },
  };
  return tracked('system', system, async () => {
    await Promise.all(processes.map((one) => one[Symbol.asyncDispose]()));
    await Promise.all([exchange.close(), receiver[Symbol.asyncDispose](), redis[Symbol.asyncDispose]()]);
  });
}
