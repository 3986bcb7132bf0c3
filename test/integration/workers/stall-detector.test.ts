import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Worker } from 'bullmq';
import { Registry } from 'prom-client';
import {
  createEnrichmentQueue,
  ENRICHMENT_QUEUE,
  QUEUE_PREFIX,
} from '../../../src/queue/enrichment-queue.ts';
import { queueState } from '../../../src/queue/queue-state.ts';
import { connectRedis } from '../../../src/redis/connect.ts';
import { WORKER_CONNECTION } from '../../../src/redis/connections.ts';
import { registerWorkerGauge } from '../../../src/telemetry/metrics/worker.ts';
import { serveMetrics } from '../../../src/telemetry/metrics-server.ts';
import { StallDetector } from '../../../workers/stall-detector.ts';
import { send } from '../../support/client.ts';
import { startRedis } from '../../support/start-redis.ts';
import { until } from '../../support/until.ts';

const id = (serial: number): string => `a_${String(serial).padStart(26, 'a')}`;

test('a worker that consumes nothing although jobs wait is reported, except while the queue is paused', async () => {
  await using server = await startRedis();
  const redis = connectRedis(server.target, WORKER_CONNECTION, () => {});
  const queue = createEnrichmentQueue(redis, () => {});
  const done: string[] = [];
  const worker = new Worker(ENRICHMENT_QUEUE, async (job) => void done.push(job.data.id), {
    connection: redis,
    prefix: QUEUE_PREFIX,
    // The worker is alive, but its loop does not run.
    autorun: false,
  });
  let minutes = 0;
  const now = (): number => Date.now() + minutes * 60_000;
  const stalls = new StallDetector(worker, { read: () => queueState(queue.bull, now()), now });
  const registry = new Registry();
  const isConsuming = () => stalls.isConsuming();
  registerWorkerGauge(registry, isConsuming);
  const http = serveMetrics({ host: '127.0.0.1', port: 0, registry, isConsuming });
  await once(http, 'listening');
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const livez = async () => {
    const { status, json } = await send(`${url}/livez`);
    const { text } = await send(`${url}/metrics`);
    return [status, json.status, Number(/^tickerspan_worker_consuming (\d)$/m.exec(text)?.[1])];
  };

  await using _open = {
    async [Symbol.asyncDispose]() {
      http.closeAllConnections();
      http.close();
      await worker.close();
      await queue.close();
      redis.disconnect();
    },
  };
  // No job waits.
  minutes += 2;
  expect(await livez()).toEqual([200, 'alive', 1]);
  await queue.add(id(1));
  expect(await livez()).toEqual([503, 'not consuming', 0]);
  // An operator paused the queue, so this is not a stall.
  await queue.bull.pause();
  expect(await livez()).toEqual([200, 'alive', 1]);
  await queue.bull.resume();
  expect(await livez()).toEqual([503, 'not consuming', 0]);
  void worker.run();
  await until('the job', () => done.length === 1);
  expect(await livez()).toEqual([200, 'alive', 1]);
  expect((await send(`${url}/nowhere`)).status).toBe(404);
});

test('a worker counts as consuming while Redis hangs or is away', async () => {
  const worker = { on: () => worker } as unknown as Worker;
  const options = { now: () => now, stallAfterMs: 1000 };
  let now = 0;
  const failing = new StallDetector(worker, { ...options, read: () => Promise.reject(new Error('away')) });
  const hanging = new StallDetector(worker, { ...options, read: () => new Promise(() => {}) });
  now = 5000;
  expect(await Promise.all([failing.isConsuming(), hanging.isConsuming()])).toEqual([true, true]);
});
