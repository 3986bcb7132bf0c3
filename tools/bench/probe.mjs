/**
 * Requests a URL every 50 ms, in a worker thread, so the work of its parent delays nothing. Sends
 * the duration of each response in milliseconds.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

for (;;) {
  const asked = performance.now();
  await fetch(workerData.url, { signal: AbortSignal.timeout(30_000) })
    .then((response) => response.arrayBuffer())
    .catch(() => {});
  parentPort?.postMessage(performance.now() - asked);
  await delay(50);
}
