import { Gauge, type Registry } from 'prom-client';

/** Registers a gauge that is 1 while this worker consumes jobs. It is read at each scrape. */
export function registerWorkerGauge(registry: Registry, isConsuming: () => Promise<boolean>): void {
  new Gauge({
    name: 'tickerspan_worker_consuming',
    help: 'Whether this worker consumes: 0 where it is alive, does nothing, and articles wait.',
    registers: [registry],
    async collect() {
      this.set((await isConsuming()) ? 1 : 0);
    },
  });
}
